import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import { chooseLanguage, ended, run, runs, type } from "../Person.ts"
import type { Stories } from "../Story.ts"

const dialog = (page: Page) => page.getByRole("dialog")

const openHistory = (page: Page) => page.getByRole("button", { name: "History" }).click()

/** Compares a past run, the latest of which is the first. */
const compareRun = async (page: Page, which: number) => {
  await openHistory(page)
  await page.getByRole("listitem").nth(which).getByRole("button", { name: "Compare" }).click()
  await dialog(page).getByText("Then and now").waitFor()
}

const close = async (page: Page) => {
  await page.keyboard.press("Escape")
  await dialog(page).waitFor({ state: "detached" })
}

const compared = async (page: Page, title: string) =>
  (await page.getByRole("group", { name: title, exact: true }).innerText()).split("\n")

const hasHeading = async (page: Page, title: string) =>
  (await dialog(page).getByRole("heading", { name: title, exact: true }).count()) === 1

const addFile = async (page: Page, name: string, content: string) => {
  await page.getByRole("button", { name: "Add file" }).click()
  await page.getByLabel("Name of the file").fill(name)
  await page.keyboard.press("Enter")
  await page.getByRole("button", { name, exact: true }).waitFor()
  await type(page, content)
}

export const history: Stories = (test) => {
  test("sees in which file, input and arguments two runs differ, and nothing of what neither has", async (page) => {
    await runs(page, "import sys\nprint(sys.argv[1:], sys.stdin.read())")
    await runs(page, "import sys\nprint(sys.argv[1:], sys.stdin.read())")
    await compareRun(page, 1)
    for (const title of ["Standard input", "Arguments"]) assert.isFalse(await hasHeading(page, title), title)
    await close(page)
    await page.getByText("Input", { exact: true }).click()
    await page.getByLabel("Arguments").fill("one two")
    await page.getByLabel("Standard input").fill("typed\nsame")
    await addFile(page, "data/words.txt", "first\nshared")
    await run(page)
    await ended(page, "Finished")
    await type(page, "second\nshared")
    await page.getByLabel("Arguments").fill("one three")
    await page.getByLabel("Standard input").fill("changed\nsame")
    await run(page)
    await ended(page, "Finished")
    await compareRun(page, 1)
    assert.deepStrictEqual(await compared(page, "File data/words.txt"), ["− first", "+ second", "  shared"])
    assert.deepStrictEqual(await compared(page, "Standard input"), ["− typed", "+ changed", "  same"])
    assert.deepStrictEqual(await compared(page, "Arguments"), ["− one two", "+ one three"])
    await close(page)
    await compareRun(page, 2)
    assert.deepStrictEqual(await compared(page, "File data/words.txt"), ["+ second", "+ shared"])
    await dialog(page).getByText("It is only there now.").waitFor()
  })

  test("has an output compared with what the program in the editor printed, and with nothing else", async (page) => {
    await runs(page, "print('one')")
    await runs(page, "print('two')")
    await compareRun(page, 1)
    assert.deepStrictEqual(await compared(page, "Output"), ["− one", "+ two"])
    await close(page)
    await compareRun(page, 0)
    await dialog(page).getByText("This is the latest run of the program in the editor.").waitFor()
    await close(page)
    await type(page, "print('three')")
    await compareRun(page, 1)
    await dialog(page).getByText("Run the program to compare its output.").waitFor()
    assert.strictEqual(await page.getByRole("group", { name: "Output", exact: true }).count(), 0)
    await close(page)
    // What is on the page is now of the second program; the one in the editor has been run before.
    await type(page, "print('one')")
    await compareRun(page, 0)
    assert.deepStrictEqual(await compared(page, "Output"), ["− two", "+ one"])
    await close(page)
    await chooseLanguage(page, "javascript")
    await compareRun(page, 0)
    await dialog(page).getByText("Run the program to compare its output.").waitFor()
  })

  test("finds the arguments of a run as they were, even when they were changed while it ran", async (page) => {
    await type(page, "import sys, time\nprint(sys.argv[1:], flush=True)\ntime.sleep(1)")
    await page.getByText("Input", { exact: true }).click()
    await page.getByLabel("Arguments").fill(`one 'two "three"'`)
    await run(page)
    await page.locator(".output").getByText("one").waitFor()
    await page.getByLabel("Arguments").fill("changed")
    await ended(page, "Finished")
    await compareRun(page, 0)
    assert.deepStrictEqual(await compared(page, "Arguments"), [`− one "two \\"three\\""`, "+ changed"])
  })

  test("keeps the keyboard within the history, and gets it back after it", async (page) => {
    const press = (name: string) => dialog(page).getByRole("button", { name, exact: true }).first().press("Enter")
    const atHeading = (heading: string) => dialog(page).locator("h2:focus", { hasText: heading }).waitFor()
    const opener = page.getByRole("button", { name: "History" })
    await runs(page, "print(1)")
    await opener.press("Enter")
    await press("Compare")
    await atHeading("Then and now")
    await press("Back")
    await atHeading("Runs of this browser")
    await press("Close")
    await page.locator("button:focus", { hasText: "History" }).waitFor()
    await opener.press("Enter")
    await press("Open")
    await page.locator(".cm-content:focus").waitFor()
    await opener.press("Enter")
    await press("Forget all of them")
    await dialog(page).getByText("Nothing was run here yet").waitFor()
    await atHeading("Runs of this browser")
    await page.keyboard.press("Escape")
    await page.locator("button:focus", { hasText: "History" }).waitFor()
  })
}
