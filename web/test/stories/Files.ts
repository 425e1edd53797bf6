import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import {
  addFile,
  chooseLanguage,
  choosesPlain,
  editorReady,
  ended,
  insertText,
  run,
  seen,
  textInEditor,
  type
} from "@glissade/test-kit/Person"
import type { Stories } from "../Story.ts"

const tab = (page: Page, name: string) => page.getByRole("button", { name, exact: true })

const tabs = (page: Page) => page.locator(".tab").allInnerTexts()

const notice = (page: Page) => page.locator(".notice-bar")

export const files: Stories = (test) => {
  test("adds a file, writes into it, and the main file uses it", async (page) => {
    await type(page, "import greeting\nprint(greeting.text)")
    await addFile(page, "greeting.py")
    await tab(page, "greeting.py").waitFor()
    await type(page, "text = 'from the other file'")
    await run(page)
    await seen(page, "from the other file")
    await tab(page, "main.py").click()
    assert.include(await textInEditor(page), "import greeting")
  })

  test("finds the files again after a reload", async (page) => {
    await editorReady(page)
    await addFile(page, "data/words.txt")
    await type(page, "kept words")
    await page.reload()
    await tab(page, "data/words.txt").click()
    await page.locator(".cm-content").getByText("kept words").waitFor()
  })

  test("renames and removes a file", async (page) => {
    await editorReady(page)
    await addFile(page, "old.py")
    await type(page, "answer = 42")
    await page.getByRole("button", { name: "Rename" }).click()
    await page.getByLabel("Name of the file").fill("new.py")
    await page.keyboard.press("Enter")
    await tab(page, "new.py").waitFor()
    assert.include(await textInEditor(page), "answer = 42")
    assert.strictEqual(await tab(page, "old.py").count(), 0)
    await tab(page, "main.py").click()
    await type(page, "import os\nprint(sorted(os.listdir('.')))")
    await run(page)
    await seen(page, "['main.py', 'new.py', 'out']")
    await tab(page, "new.py").click()
    await page.getByRole("button", { name: "Remove" }).click()
    await run(page)
    await seen(page, "['main.py', 'out']")
  })

  test("brings back a file that was removed by mistake, at its place and open", async (page) => {
    await editorReady(page)
    for (const name of ["a.py", "b.py", "c.py"]) {
      await addFile(page, name)
      await type(page, `text of ${name}`)
    }
    await tab(page, "b.py").click()
    await page.getByRole("button", { name: "Remove" }).click()
    await notice(page).getByText("b.py was removed.").waitFor()
    await chooseLanguage(page, "javascript")
    await page.getByRole("button", { name: "Bring it back" }).click()
    await tab(page, "b.py").waitFor()
    assert.deepStrictEqual(await tabs(page), ["main.py", "a.py", "b.py", "c.py"])
    assert.include(await textInEditor(page), "text of b.py")
    await notice(page).waitFor({ state: "detached" })
  })

  test("goes on with the keyboard after adding, renaming, removing and leaving a name", async (page) => {
    const press = (name: string) => page.getByRole("button", { name, exact: true }).press("Enter")
    for (const isPlain of [false, true]) {
      await editorReady(page)
      if (isPlain) await choosesPlain(page, true)
      const text = async () => (isPlain ? page.locator(".plain-editor").inputValue() : textInEditor(page))
      await press("Add file")
      await insertText(page, "a.py")
      await page.keyboard.press("Enter")
      await page.locator(":is(.cm-content, .plain-editor):focus").waitFor()
      assert.strictEqual(await text(), "")
      await insertText(page, "typed at once")
      await press("Rename")
      await insertText(page, "b.py")
      await page.keyboard.press("Enter")
      await page.locator(":is(.cm-content, .plain-editor):focus").waitFor()
      assert.strictEqual(await text(), "typed at once")
      for (const opener of ["Add file", "Rename"]) {
        await press(opener)
        await page.keyboard.press("Escape")
        await page.locator(`button[aria-label="${opener}"]:focus`).waitFor()
      }
      await press("Remove")
      await page.locator(".tab[aria-current]:focus", { hasText: "main.py" }).waitFor()
    }
  })

  test("keeps a removed file for as long as another one has its name", async (page) => {
    await editorReady(page)
    await addFile(page, "notes.txt")
    await type(page, "old notes")
    await page.getByRole("button", { name: "Remove" }).click()
    await addFile(page, "notes.txt")
    await type(page, "new notes")
    await page.getByRole("button", { name: "Bring it back" }).click()
    await notice(page).getByText("notes.txt cannot come back: its name is there already.").waitFor()
    assert.include(await textInEditor(page), "new notes")
    await page.getByRole("button", { name: "Rename" }).click()
    await page.getByLabel("Name of the file").fill("new.txt")
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: "Bring it back" }).click()
    await page.locator(".cm-content").getByText("old notes").waitFor()
    assert.deepStrictEqual(await tabs(page), ["main.py", "notes.txt", "new.txt"])
  })

  for (const width of [1280, 320]) {
    test(
      `sees a file with a very long name stay in its place, ${width} pixels wide`,
      async (page) => {
        await editorReady(page)
        const name = `${"averylongname".repeat(19)}.py`
        await addFile(page, name)
        await tab(page, name).waitFor()
        const reach = () =>
          page.evaluate(() => ({
            page: document.documentElement.scrollWidth - innerWidth,
            tab:
              document.querySelector(".tab[aria-current]")!.getBoundingClientRect().right -
              document.querySelector(".tabs")!.getBoundingClientRect().right
          }))
        const { page: beyondPage, tab: beyondTabs } = await reach()
        assert.isAtMost(beyondPage, 0)
        assert.isAtMost(beyondTabs, 0)
        assert.strictEqual(await tab(page, name).getAttribute("title"), name)
        await page.getByRole("button", { name: "Remove" }).click()
        await notice(page).waitFor()
        assert.isAtMost((await reach()).page, 0)
      },
      { context: { viewport: { width, height: 640 } } }
    )
  }

  test("goes to another language while renaming a file, and loses nothing of what is typed there", async (page) => {
    await editorReady(page)
    await addFile(page, "old.py")
    await page.getByRole("button", { name: "Rename" }).click()
    await page.getByLabel("Name of the file").fill("new.py")
    await chooseLanguage(page, "javascript")
    await tab(page, "main.js").waitFor()
    await type(page, "typed after it")
    assert.include(await textInEditor(page), "typed after it")
    await chooseLanguage(page, "python")
    await tab(page, "old.py").click()
    await page.getByRole("button", { name: "Rename" }).waitFor()
  })

  test("is told what is wrong with a name, and can leave it", async (page) => {
    await editorReady(page)
    for (const [name, fault] of [
      ["../up.py", "must not have an empty part, or the parts . and .. (as in a//b or ../a)"],
      ["main.py", "is there already"],
      ["", "must not be empty"]
    ] as const) {
      await addFile(page, name)
      await page.getByRole("alert").getByText(fault).waitFor()
      await page.keyboard.press("Escape")
      await tab(page, "main.py").waitFor()
    }
  })

  test("has an undo history for each file", async (page) => {
    await type(page, "main text")
    await addFile(page, "other.py")
    await type(page, "other text")
    await tab(page, "main.py").click()
    await page.locator(".cm-content").click()
    await page.keyboard.press("ControlOrMeta+z")
    assert.notInclude(await textInEditor(page), "main text")
    await tab(page, "other.py").click()
    assert.include(await textInEditor(page), "other text")
  })

  test("comes to the main file from another one by the line of the error", async (page) => {
    await type(page, "1 / 0")
    await addFile(page, "other.py")
    await type(page, "nothing")
    await run(page)
    await ended(page, "Failed")
    await page.getByRole("button", { name: "main.py line 1" }).click()
    assert.strictEqual(await page.locator(".error-line").innerText(), "1 / 0")
  })
}
