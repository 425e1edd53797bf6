import { assert } from "@effect/vitest"
import { faults } from "@glissade/test-kit/Axe"
import { addFile, choosesPlain, editorReady, ended, linesInEditor, run, seen, type } from "@glissade/test-kit/Person"
import type { Page } from "playwright-core"
import type { Stories } from "../Story.ts"

const choose = async (page: Page, label: string, option: string) => {
  await page.getByRole("button", { name: "Settings" }).click()
  await page.getByLabel(label).selectOption(option)
  await page.keyboard.press("Escape")
  await page.getByRole("dialog").waitFor({ state: "detached" })
}

const mode = (page: Page, words: string) => page.locator(".cm-vim-panel").getByText(words).waitFor()

const press = async (page: Page, ...keys: ReadonlyArray<string>) => {
  for (const key of keys) await page.keyboard.press(key)
}

/** Names of the scripts that the page has asked for. */
const scriptsOf = (page: Page) => {
  const names: Array<string> = []
  page.on("request", (request) => names.push(new URL(request.url()).pathname))
  return names
}

export const editorSettings: Stories = (test) => {
  test("chooses how wide a tab is, which an empty program is indented by as well", async (page) => {
    await choose(page, "Width of a tab", "2")
    await type(page, "def f():")
    await page.keyboard.type("\npass")
    assert.deepStrictEqual(await linesInEditor(page), ["def f():", "  pass"])
    // What the program has is kept to.
    await type(page, "def f():\n        pass")
    await page.keyboard.type("\npass")
    assert.deepStrictEqual(await linesInEditor(page), ["def f():", "        pass", "        pass"])
    await choose(page, "Width of a tab", "8")
    const width = (selector: string) => page.locator(selector).evaluate((element) => getComputedStyle(element).tabSize)
    assert.strictEqual(await width(".cm-content"), "8")
    await page.reload()
    await editorReady(page)
    assert.strictEqual(await width(".cm-content"), "8")
    await choosesPlain(page, true)
    assert.strictEqual(await width(".plain-editor"), "8")
  })

  test("edits with Vim's keys, which come when they are chosen, and stay for every file", async (page) => {
    const scripts = scriptsOf(page)
    await type(page, "first\nsecond\nthird")
    await choose(page, "Keys of the editor", "vim")
    await mode(page, "--NORMAL--")
    assert.isTrue(scripts.some((name) => name.includes("VimKeys")))
    assert.isFalse(scripts.some((name) => name.includes("EmacsKeys")))
    await page.locator(".cm-content").click()
    await press(page, "g", "g", "d", "d", "A", "!")
    await mode(page, "--INSERT--")
    await press(page, "Escape")
    await mode(page, "--NORMAL--")
    assert.deepStrictEqual(await linesInEditor(page), ["second!", "third"])
    await press(page, "u", "u")
    assert.deepStrictEqual(await linesInEditor(page), ["first", "second", "third"])
    await page.keyboard.type(":%s/r/R/g")
    assert.deepStrictEqual(await faults(page), [])
    await press(page, "Enter")
    assert.deepStrictEqual(await linesInEditor(page), ["fiRst", "second", "thiRd"])
    await page.keyboard.type(":w\n")
    await page.getByText("What you type stays in this browser by itself.").first().waitFor()
    await addFile(page, "other.py")
    await page.keyboard.type("ithere")
    assert.deepStrictEqual(await linesInEditor(page), ["there"])
    await press(page, "Escape")
    await page.getByRole("button", { name: "main.py" }).click()
    await page.locator(".cm-content").click()
    await press(page, "g", "g", "d", "G")
    await page.keyboard.type("iprint('by vim')")
    await press(page, "Control+Enter")
    await seen(page, "by vim")
    assert.deepStrictEqual(await linesInEditor(page), ["print('by vim')"])
    // A list of names is left together with the mode that it came in.
    await page.locator(".cm-content[aria-autocomplete]").waitFor()
    await press(page, "Escape")
    await page.keyboard.type("o pri")
    await page.locator(".cm-tooltip-autocomplete").waitFor()
    await press(page, "Escape")
    await mode(page, "--NORMAL--")
    await page.locator(".cm-tooltip-autocomplete").waitFor({ state: "detached" })
  })

  test("leaves the editor and dialogs with Vim's keys as without, and finds the keys again", async (page) => {
    await type(page, "print(1)")
    await choose(page, "Keys of the editor", "vim")
    await page.reload()
    await mode(page, "--NORMAL--")
    await page.locator(".cm-content").click()
    await press(page, "i", "Escape", "Tab")
    await page.locator("summary:focus").waitFor()
    await page.locator(".cm-content").click()
    await press(page, "F1")
    await page.getByRole("combobox", { name: "Command" }).fill("keys standard")
    await press(page, "Enter")
    await page.locator(".cm-vim-panel").waitFor({ state: "detached" })
    await type(page, "x = 1")
    assert.deepStrictEqual(await linesInEditor(page), ["x = 1"])
  })

  test("edits with Emacs' keys", async (page) => {
    await type(page, "def f():\n    first\n    second")
    await choose(page, "Keys of the editor", "emacs")
    await page.locator(".cm-emacsMode").waitFor()
    await page.locator(".cm-content").click()
    await press(page, "Control+End", "Enter", "t", "Control+p", "Control+a", "Control+k")
    assert.deepStrictEqual(await linesInEditor(page), ["def f():", "    first", "", "    t"])
    await press(page, "Control+y")
    assert.deepStrictEqual(await linesInEditor(page), ["def f():", "    first", "    second", "    t"])
    // Its own use of a key that lists names otherwise: mark, move and kill.
    await page.locator(".cm-content[aria-autocomplete]").waitFor()
    await press(page, "Control+End", "Enter", "x", "y", "Control+Space", "Control+b", "Control+b", "Control+w")
    assert.deepStrictEqual((await linesInEditor(page)).at(-1)!.trim(), "")
    await press(page, "Control+x", "Control+s")
    await page.getByText("What you type stays in this browser by itself.").first().waitFor()
    await press(page, "Alt+x")
    await page.getByRole("combobox", { name: "Command" }).waitFor()
    await press(page, "Escape")
    await press(page, "Control+s")
    await page.locator(".cm-search input[name=search]").waitFor()
    await press(page, "Escape")
    await type(page, "print('by emacs')")
    await press(page, "Control+Enter")
    await seen(page, "by emacs")
  })

  test("is told that the plain editor has the browser's own keys", async (page) => {
    await type(page, "print('plain')")
    await choose(page, "Keys of the editor", "vim")
    await choosesPlain(page, true)
    await page.getByRole("button", { name: "Settings" }).click()
    await page.getByText("The plain editor has the browser's own keys.").waitFor()
    assert.isTrue(await page.getByLabel("Keys of the editor").isDisabled())
    assert.deepStrictEqual(await faults(page), [])
    await page.keyboard.press("Escape")
    await page.locator(".plain-editor").fill("print('typed plainly')")
    await run(page)
    await ended(page, "Finished")
    await seen(page, "typed plainly")
  })
}
