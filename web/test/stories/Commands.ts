import { assert } from "@effect/vitest"
import { faults } from "@glissade/test-kit/Axe"
import { choosesPlain, editorReady, ended, runs, seen, type } from "@glissade/test-kit/Person"
import type { Page } from "playwright-core"
import type { Stories } from "../Story.ts"

const field = (page: Page) => page.getByRole("combobox", { name: "Command" })

const options = (page: Page) => page.getByRole("option").filter({ visible: true })

const listed = (page: Page) => page.getByRole("listbox", { name: "Commands" }).getByRole("option")

/** What a screen reader takes for chosen: the field names it, and it says so itself. */
const chosen = async (page: Page) => {
  const id = await field(page).getAttribute("aria-activedescendant")
  const option = page.locator(`#${id}[aria-selected=true]`)
  assert.strictEqual(await page.locator("[role=option][aria-selected=true]").count(), 1)
  return (await option.innerText()).split("\n")[0]
}

const open = async (page: Page, keys = "F1") => {
  // The keys are known once the button is there.
  await page.getByRole("button", { name: "Commands" }).waitFor()
  await page.keyboard.press(keys)
  await field(page).waitFor()
}

/** Does what is called like this, by keyboard alone. */
const does = async (page: Page, words: string) => {
  await open(page)
  await page.keyboard.type(words)
  await page.keyboard.press("Enter")
  await field(page).waitFor({ state: "detached" })
}

export const commands: Stories = (test) => {
  test("finds a command by some letters of its words, moves to it by arrows and runs it", async (page) => {
    await type(page, "print('by a command')")
    await open(page, "ControlOrMeta+Shift+p")
    assert.isTrue(await field(page).evaluate((element) => element === document.activeElement))
    assert.strictEqual(await chosen(page), "Run")
    await page.keyboard.press("ArrowUp")
    const last = await chosen(page)
    assert.notStrictEqual(last, "Run")
    await page.keyboard.press("ArrowDown")
    assert.strictEqual(await chosen(page), "Run")
    await page.keyboard.type("the dark")
    assert.deepStrictEqual(await listed(page).allInnerTexts(), ["Theme: Dark"])
    await field(page).fill("no such thing")
    await page.getByText("No command has these words.").waitFor()
    assert.strictEqual(await options(page).count(), 0)
    await page.keyboard.press("Enter")
    await field(page).fill("exec")
    await page.keyboard.press("Enter")
    await seen(page, "by a command")
  })

  test("leaves the list by Escape, and is where they were in the program", async (page) => {
    await type(page, "print(1)")
    await open(page)
    await page.keyboard.type("run")
    await page.keyboard.press("Escape")
    await field(page).waitFor({ state: "detached" })
    await page.locator(".cm-content:focus").waitFor()
    await page.keyboard.type("# typed")
    await page.locator(".cm-content").getByText("print(1)# typed").waitFor()
    await page.locator(".status").getByText("Press Run").waitFor()
  })

  test("does by commands what is done by buttons", async (page) => {
    await editorReady(page)
    await does(page, "theme dark")
    assert.strictEqual(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), "dark")
    await does(page, "new file")
    await page.getByLabel("Name of the file").fill("data.txt")
    await page.keyboard.press("Enter")
    await does(page, "open main")
    assert.strictEqual(await page.locator(".tab[aria-current]").innerText(), "main.py")
    await does(page, "lua")
    assert.strictEqual(await page.getByLabel("Language").inputValue(), "lua")
    await does(page, "find replace")
    await page.locator(".cm-search input[name=search]").waitFor()
    await does(page, "settings")
    await page.getByRole("dialog", { name: "Settings" }).waitFor()
    await page.keyboard.press("Escape")
    await does(page, "help")
    await page.getByRole("dialog", { name: "Help" }).getByText("F1 or Ctrl+Shift+P").waitFor()
  })

  test("compares with the run before from the list", async (page) => {
    await runs(page, "print('earlier')")
    await runs(page, "print('later')")
    // A run is stored once it is painted.
    await page.waitForFunction(() => JSON.stringify({ ...localStorage, ...sessionStorage }).includes("later\\\\n"))
    await does(page, "compare")
    const dialog = page.getByRole("dialog", { name: "Compare with now" })
    await dialog.getByText("earlier").first().waitFor()
  })

  test("offers Stop while a program runs, and finding only where there is an editor to find in", async (page) => {
    await type(page, "import time\nprint('runs')\ntime.sleep(9)")
    await page.keyboard.press("ControlOrMeta+Enter")
    await seen(page, "runs")
    await does(page, "stop")
    await ended(page, "Stopped")
    await open(page)
    await page.keyboard.type("stop")
    await page.getByText("No command has these words.").waitFor()
    await page.keyboard.press("Escape")
    await choosesPlain(page, true)
    await page.locator("textarea.plain-editor").focus()
    await open(page)
    await page.keyboard.type("find")
    await page.getByText("No command has these words.").waitFor()
  })

  for (const colorScheme of ["light", "dark"] as const) {
    test(
      `finds the list by its button on a narrow screen, in ${colorScheme}, without a fault for assistive technology`,
      async (page) => {
        await editorReady(page)
        await page.getByRole("button", { name: "Commands" }).click()
        await field(page).waitFor()
        assert.deepStrictEqual(await faults(page), [])
        const { left, right } = await page.getByRole("dialog").evaluate((element) => element.getBoundingClientRect())
        assert.isAtLeast(left, 0)
        assert.isAtMost(right, 320)
        assert.isAtMost(await page.evaluate(() => document.documentElement.scrollWidth), 320)
        await field(page).fill("example")
        await listed(page).nth(1).click()
        await field(page).waitFor({ state: "detached" })
      },
      { context: { colorScheme, viewport: { width: 320, height: 600 } } }
    )
  }
}
