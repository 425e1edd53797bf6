import { assert } from "@effect/vitest"
import {
  answersLater,
  chooseLanguage,
  editorReady,
  ended,
  forgetStored,
  runs,
  said,
  textInEditor,
  type
} from "@glissade/test-kit/Person"
import {
  closePanel,
  inPanel,
  isState,
  looksFor,
  openLibrary,
  openSaved,
  panel,
  saves,
  saveState,
  writeAtEnd
} from "@glissade/test-kit/LibraryPerson"
import type { LibraryPlace, Stories } from "../Story.ts"
import { changeRuntimes, withNative } from "./Languages.ts"

export const saving: Stories<LibraryPlace> = (test) => {
  test("saves with Ctrl+S under the first line that says something, and finds it again", async (page, { url }) => {
    await isState(page, "Not saved")
    await type(page, "import math\n\n# Circles and their area\nprint(math.pi)")
    await saves(page)
    await said(page).getByText("Saved as Circles and their area").waitFor()
    await page.locator(".cm-content:focus").waitFor()
    await page.locator(".program-title").getByText("Circles and their area").waitFor()
    assert.strictEqual(await page.title(), "Circles and their area – Glissade")
    await page.reload()
    await isState(page, "Saved")
    await forgetStored(page)
    await page.goto(url)
    await isState(page, "Not saved")
    await openLibrary(page)
    await panel(page).getByRole("searchbox").fill("math.pi")
    await inPanel(page, "Circles and their area")
      .getByRole("button", { name: "Circles and their area", exact: true })
      .click()
    await page.locator(".cm-content").getByText("Circles and their area").waitFor()
    await isState(page, "Saved")
  })

  test("saves a program of a native language as one, and opens it as one", async (page, { url }) => {
    await withNative(page)
    await page.reload()
    await editorReady(page)
    await page.getByLabel("Language").selectOption("python:native")
    await type(page, "# Runs natively")
    await saves(page)
    await chooseLanguage(page, "python")
    await openSaved(page, "Runs natively")
    await page.locator(".cm-content").getByText("# Runs natively").waitFor()
    assert.strictEqual(await page.getByLabel("Language").inputValue(), "python:native")
    await isState(page, "Saved")
    // The server has no native languages any more.
    await page.unroute("**/runtimes")
    await forgetStored(page)
    await page.goto(url)
    await openSaved(page, "Runs natively")
    await page.locator(".cm-content").getByText("# Runs natively").waitFor()
    assert.strictEqual(await page.getByLabel("Language").inputValue(), "python")
    await writeAtEnd(page, "\nprint(1)")
    await saves(page)
    await withNative(page)
    await page.reload()
    await editorReady(page)
    await openSaved(page, "Runs natively")
    assert.strictEqual(await page.getByLabel("Language").inputValue(), "python:native")
    assert.include(await textInEditor(page), "print(1)")
    // It was opened while they were about to come.
    await page.unroute("**/runtimes")
    await changeRuntimes(page, (body) => ({ ...body, native_starting: true }))
    await forgetStored(page)
    await page.goto(url)
    await openSaved(page, "Runs natively")
    await page.locator(".cm-content").getByText("# Runs natively").waitFor()
    await page.unroute("**/runtimes")
    await withNative(page)
    await page.getByLabel("Language").locator("option[value='python:native']").waitFor({ state: "attached" })
    await writeAtEnd(page, "\nprint(2)")
    await saves(page)
    await page.reload()
    await openSaved(page, "Runs natively")
    await page.locator(".cm-content").getByText("print(2)").waitFor()
    assert.strictEqual(await page.getByLabel("Language").inputValue(), "python:native")
  })

  test(
    "saves by the key before the page knows that there is something to save to, and the browser does not save the page",
    async (page) => {
      await page.getByRole("button", { name: "Settings" }).waitFor()
      await page.evaluate(() => {
        addEventListener("keydown", (event) =>
          setTimeout(() => Object.assign(globalThis, { held: event.defaultPrevented }))
        )
      })
      assert.strictEqual(await page.locator(".program-bar").count(), 0)
      await page.keyboard.press("ControlOrMeta+s")
      await page.waitForFunction(() => (globalThis as unknown as { readonly held?: boolean }).held === true)
      await page.evaluate("answerRuntimes()")
      await isState(page, "Saved")
    },
    { prepare: (page) => answersLater(page, "**/runtimes", "answerRuntimes") }
  )

  test(
    "has nothing of the program move when its line comes",
    async (page) => {
      await editorReady(page)
      await page.getByRole("button", { name: "Share" }).waitFor()
      await page.getByRole("button", { name: "Add file" }).waitFor()
      const top = async () => (await page.locator(".cm-line").first().boundingBox())!.y
      const before = await top()
      await page.evaluate("answerRuntimes()")
      await isState(page, "Not saved")
      assert.strictEqual(await top(), before)
    },
    { prepare: (page) => answersLater(page, "**/runtimes", "answerRuntimes") }
  )

  test("sees at once that something is not saved, and saves the same program again", async (page) => {
    await type(page, "print('first of saving')")
    await saves(page)
    await writeAtEnd(page, "\nprint('second')")
    await isState(page, "Unsaved change")
    await saves(page)
    await page.keyboard.press("ControlOrMeta+z")
    await isState(page, "Unsaved change")
    await page.keyboard.press("ControlOrMeta+y")
    await isState(page, "Saved")
    await openLibrary(page)
    await looksFor(page, "first of saving", 1)
  })

  test("renames in place before and after the first save", async (page) => {
    await type(page, "print('to be renamed')")
    const title = page.locator(".program-title")
    await title.click()
    await page.getByLabel("Title").fill("  My own title  ")
    await page.keyboard.press("Enter")
    await page.locator(".program-title:focus").getByText("My own title").waitFor()
    await saves(page)
    await writeAtEnd(page, "\n# typed")
    await title.click()
    await page.getByLabel("Title").fill("Not this")
    await page.keyboard.press("Escape")
    await title.getByText("My own title").waitFor()
    await title.press("Enter")
    await page.keyboard.type("Another title")
    await page.keyboard.press("Enter")
    await said(page).getByText("It is called Another title now.").waitFor()
    // A rename saves nothing else.
    await isState(page, "Unsaved change")
    await saves(page)
    await openLibrary(page)
    await inPanel(page, "Another title").waitFor()
  })

  test("has another program unsaved, and the saved one again when it comes back", async (page) => {
    await type(page, "print('kept under its name')")
    await saves(page)
    await page.getByLabel("Examples").selectOption({ index: 1 })
    await isState(page, "Not saved")
    await page.getByRole("button", { name: "Bring it back" }).click()
    await isState(page, "Saved")
    await chooseLanguage(page, "javascript")
    await isState(page, "Not saved")
    await chooseLanguage(page, "python")
    await isState(page, "Saved")
    await page.locator(".program-title").getByText("kept under its name").waitFor()
  })

  test("opens files, input and arguments as they were saved", async (page) => {
    await type(page, "print('with all of it')")
    await page.getByRole("button", { name: "Add file" }).click()
    await page.getByLabel("Name of the file").fill("data/words.txt")
    await page.keyboard.press("Enter")
    await type(page, "one\ntwo")
    await page.getByText("Input", { exact: true }).click()
    await page.getByLabel("Arguments").fill(`plain 'two words' "a \\"quote\\""`)
    await page.getByLabel("Standard input").fill("typed 😀")
    await saves(page)
    await page.getByRole("button", { name: "Reset" }).click()
    await isState(page, "Not saved")
    await openSaved(page, "print('with all of it')")
    await isState(page, "Saved")
    await page.getByRole("button", { name: "data/words.txt" }).click()
    assert.strictEqual((await textInEditor(page)).trim(), "one\ntwo")
    assert.strictEqual(await page.getByLabel("Standard input").inputValue(), "typed 😀")
    assert.strictEqual(await page.getByLabel("Arguments").inputValue(), `plain "two words" "a \\"quote\\""`)
  })

  test("has changes saved by themselves once that is chosen, and not before", async (page) => {
    await type(page, "print('by itself')")
    await saves(page)
    await writeAtEnd(page, "\n# not yet")
    await isState(page, "Unsaved change")
    // Longer than the pause after which it would be saved.
    await page.waitForTimeout(4_000)
    await isState(page, "Unsaved change")
    await page.getByLabel("Autosave").check()
    await isState(page, "Saved")
    await writeAtEnd(page, "\n# typed later")
    await isState(page, "Unsaved change")
    const before = await said(page).innerText()
    await isState(page, "Saved")
    // Whoever listens is not told of each.
    assert.strictEqual(await said(page).innerText(), before)
    await page.reload()
    await editorReady(page)
    assert.isTrue(await page.getByLabel("Autosave").isChecked())
    await openLibrary(page)
    await inPanel(page, "print('by itself')")
      .getByRole("button", { name: /^Versions/ })
      .click()
    await panel(page).getByText("latest, autosaved").waitFor()
  })

  test("is saved once however often the key is pressed at the same time", async (page) => {
    await type(page, "print('pressed three times')")
    await isState(page, "Not saved")
    for (let presses = 0; presses < 3; presses++) await page.keyboard.press("ControlOrMeta+s")
    await isState(page, "Saved")
    await openLibrary(page)
    await looksFor(page, "pressed three times", 1)
    assert.strictEqual(await saveState(page).innerText(), "Saved")
  })

  test("counts how often a saved program was run", async (page) => {
    await runs(page, "print('counted')")
    await saves(page)
    for (let run = 0; run < 2; run++) {
      await page.getByRole("button", { name: "Run", exact: true }).click()
      await page.waitForTimeout(300)
      await ended(page, "Finished")
    }
    const counted = async () => {
      await openLibrary(page)
      const item = inPanel(page, "print('counted')")
      await item.waitFor()
      const text = await item.innerText()
      await closePanel(page)
      return text.includes("2 runs")
    }
    while (!(await counted())) await page.waitForTimeout(200)
  })
}
