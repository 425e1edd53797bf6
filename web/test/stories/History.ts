import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import { faults } from "@glissade/test-kit/Axe"
import { addFile, chooseLanguage, editorReady, ended, run, runs, type } from "@glissade/test-kit/Person"
import type { Stories } from "../Story.ts"

const dialog = (page: Page) => page.getByRole("dialog")

const openHistory = (page: Page) => page.getByRole("button", { name: "History" }).click()

/** Compares a past run, the latest of which is the first. */
const compareRun = async (page: Page, which: number) => {
  await openHistory(page)
  await page.getByRole("listitem").nth(which).getByRole("button", { name: "Compare" }).click()
  await dialog(page).getByText("Compare with now").waitFor()
}

const close = async (page: Page) => {
  await page.keyboard.press("Escape")
  await dialog(page).waitFor({ state: "detached" })
}

const compared = async (page: Page, title: string) =>
  (await page.getByRole("group", { name: title, exact: true }).innerText()).split("\n")

const hasHeading = async (page: Page, title: string) =>
  (await dialog(page).getByRole("heading", { name: title, exact: true }).count()) === 1

const writeFile = async (page: Page, name: string, content: string) => {
  await addFile(page, name)
  await page.getByRole("button", { name, exact: true }).waitFor()
  await type(page, content)
}

export const history: Stories = (test) => {
  test("has what is no run left out of the history, wherever it came from", async (page) => {
    await page.evaluate(() => localStorage.setItem("glissade.history", '[null, 7, "x", {"code": "x"}, {"at": 1}]'))
    await runs(page, "print('one')")
    await openHistory(page)
    await dialog(page).getByRole("listitem").first().waitFor()
    assert.strictEqual(await dialog(page).getByRole("listitem").count(), 1)
  })

  test("opens a past run again, and compares it with what is there now", async (page) => {
    await runs(page, "print('one')\nprint('same')")
    await runs(page, "print('two')\nprint('same')")
    await page.getByRole("button", { name: "History" }).click()
    const entries = page.getByRole("listitem")
    await entries.nth(1).waitFor()
    await entries.nth(1).getByRole("button", { name: "Compare" }).click()
    const programs = page.getByRole("group", { name: "Program", exact: true })
    assert.deepStrictEqual((await programs.innerText()).split("\n"), [
      "− print('one')",
      "+ print('two')",
      "  print('same')"
    ])
    const outputs = page.getByRole("group", { name: "Output", exact: true })
    assert.deepStrictEqual((await outputs.innerText()).split("\n"), ["− one", "+ two", "  same"])
    await page.getByRole("button", { name: "Open this run" }).click()
    await page.locator(".cm-content").getByText("print('one')").waitFor()
    await editorReady(page)
  })

  test("has the history put away with Escape, and can forget it", async (page) => {
    await runs(page, "print('secret')")
    await page.getByRole("button", { name: "History" }).click()
    await page.getByRole("dialog").getByText("print('secret')").waitFor()
    await page.getByRole("button", { name: "Clear history" }).click()
    await page.getByRole("dialog").getByText("Nothing was run here yet").waitFor()
    await page.keyboard.press("Escape")
    await page.getByRole("dialog").waitFor({ state: "detached" })
    await page.reload()
    await page.getByRole("button", { name: "History" }).click()
    await page.getByRole("dialog").getByText("Nothing was run here yet").waitFor()
  })

  test("sees in which file, input and arguments two runs differ, and nothing of what neither has", async (page) => {
    await runs(page, "import sys\nprint(sys.argv[1:], sys.stdin.read())")
    await runs(page, "import sys\nprint(sys.argv[1:], sys.stdin.read())")
    await compareRun(page, 1)
    for (const title of ["Standard input", "Arguments"]) assert.isFalse(await hasHeading(page, title), title)
    await close(page)
    await page.getByText("Input", { exact: true }).click()
    await page.getByLabel("Arguments").fill("one two")
    await page.getByLabel("Standard input").fill("typed\nsame")
    await writeFile(page, "data/words.txt", "first\nshared")
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
    assert.deepStrictEqual(await faults(page), [])
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
    await atHeading("Compare with now")
    await press("Back")
    await atHeading("History")
    await press("Close")
    await dialog(page).waitFor({ state: "detached" })
    await page.locator('button[aria-label="History"]:focus').waitFor()
    await opener.press("Enter")
    await press("Open")
    await dialog(page).waitFor({ state: "detached" })
    await page.locator(".cm-content:focus").waitFor()
    await opener.press("Enter")
    await press("Clear history")
    await dialog(page).getByText("Nothing was run here yet").waitFor()
    await atHeading("History")
    await page.keyboard.press("Escape")
    await page.locator('button[aria-label="History"]:focus').waitFor()
  })

  test("opens the history again before the browser has told that it is closed", async (page) => {
    await openHistory(page)
    const closer = dialog(page).getByRole("button", { name: "Close" })
    await closer.evaluate((closer: HTMLButtonElement) => {
      const told = new Promise((resolve) => closer.closest("dialog")!.addEventListener("close", resolve))
      const opener = document.querySelector<HTMLButtonElement>('button[aria-label="History"]')
      closer.click()
      opener!.click()
      return told.then(() => undefined)
    })
    await closer.waitFor()
  })

  test("tells runs apart by what follows the imports, and sees what a failed one died of", async (page) => {
    await runs(page, "import time\nfrom math import pi\n\nprint('one')\nprint(pi)")
    await runs(page, "import time")
    await type(page, "import time\n\nn = 0\n1 / n")
    await run(page)
    await ended(page, "Failed")
    await openHistory(page)
    const entries = page.getByRole("listitem")
    await entries.nth(2).waitFor()
    assert.deepStrictEqual(await entries.locator("code").allInnerTexts(), [
      "n = 0 ↵ 1 / n",
      "import time",
      "print('one') ↵ print(pi)"
    ])
    assert.include(await entries.first().innerText(), "Failed, ZeroDivisionError: division by zero, exit code 1")
  })

  test("closes the history by a click beside it, and by none within it", async (page) => {
    await openHistory(page)
    const { height, width, x, y } = (await dialog(page).boundingBox())!
    await page.mouse.click(x + 3, y + 3)
    await page.mouse.move(x + width / 2, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x / 2, y + height / 2)
    await page.mouse.up()
    assert.isTrue(await dialog(page).isVisible())
    await page.mouse.click(x / 2, y + height / 2)
    await dialog(page).waitFor({ state: "detached" })
    await page.locator('button[aria-label="History"]:focus').waitFor()
  })

  test("brings forgotten runs back, in the history and after it was closed", async (page) => {
    await runs(page, "print('kept')")
    for (const isClosed of [false, true]) {
      await openHistory(page)
      await page.getByRole("button", { name: "Clear history" }).click()
      await dialog(page).getByText("Nothing was run here yet").waitFor()
      assert.deepStrictEqual(await faults(page), [])
      if (isClosed) {
        await close(page)
        await page.locator(".notice-bar").getByText("The runs of this browser were forgotten.").waitFor()
        await page.getByRole("button", { name: "Bring it back" }).click()
        await page.locator(".notice-bar").waitFor({ state: "detached" })
        await page.reload()
        await openHistory(page)
      } else {
        await page.getByRole("button", { name: "Undo" }).click()
      }
      await dialog(page).getByText("print('kept')").waitFor()
      await close(page)
    }
  })
}
