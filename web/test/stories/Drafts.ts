import { assert } from "@effect/vitest"
import {
  choosesPlain,
  chooseLanguage,
  editorReady,
  ended,
  run,
  runs,
  textInEditor,
  type
} from "@glissade/test-kit/Person"
import type { Stories } from "../Story.ts"

export const drafts: Stories = (test) => {
  test("finds the draft again after a reload, each language's own", async (page) => {
    await type(page, "print('kept')")
    await chooseLanguage(page, "javascript")
    await chooseLanguage(page, "python")
    await page.reload()
    await editorReady(page)
    assert.include(await textInEditor(page), "print('kept')")
  })

  test("keeps the draft of each tab apart, and begins a new tab with the last one", async (page) => {
    const other = await page.context().newPage()
    await other.goto(page.url())
    await type(page, "first tab")
    await type(other, "second tab")
    await page.reload()
    await editorReady(page)
    assert.include(await textInEditor(page), "first tab")
    const third = await page.context().newPage()
    await third.goto(page.url())
    await editorReady(third)
    assert.include(await textInEditor(third), "second tab")
  })

  test("comes back to the first example with Reset", async (page) => {
    await type(page, "gone")
    await page.getByRole("button", { name: "Reset" }).click()
    await page.locator(".cm-content").getByText("squared is").waitFor()
    await page.locator(".cm-content").click()
    await page.keyboard.press("ControlOrMeta+z")
    assert.include(await textInEditor(page), "gone")
  })

  test("gets the own program back when an example took its place", async (page) => {
    await type(page, "print('an hour of work')")
    await page.getByLabel("Examples").selectOption({ label: "Primes" })
    await page.locator(".cm-content").getByText("sieve").first().waitFor()
    await run(page)
    await ended(page, "Finished")
    await page.getByRole("button", { name: "Bring it back" }).click()
    await page.locator(".cm-content").getByText("an hour of work").waitFor()
    assert.strictEqual(await page.locator(".notice-bar").count(), 0)
    // What nobody wrote is no loss.
    await page.getByRole("button", { name: "Reset" }).click()
    await page.getByRole("button", { name: "Bring it back" }).waitFor()
    await page.getByRole("button", { name: "Dismiss" }).click()
    await page.getByLabel("Examples").selectOption({ label: "Primes" })
    await page.locator(".cm-content").getByText("sieve").first().waitFor()
    assert.strictEqual(await page.locator(".notice-bar").count(), 0)
  })

  test("gets input and files back that Reset took, though the main file was still the example", async (page) => {
    await editorReady(page)
    await page.getByText("Input", { exact: true }).click()
    await page.getByLabel("Standard input").fill("typed by hand")
    await page.getByRole("button", { name: "Reset" }).click()
    await page.getByRole("button", { name: "Bring it back" }).press("Enter")
    assert.strictEqual(await page.getByLabel("Standard input").inputValue(), "typed by hand")
    // Whoever did that by keyboard is in the editor now.
    await page.locator(".cm-content:focus").waitFor()
  })

  test("gets a draft back that a past run of its language took the place of", async (page) => {
    await runs(page, "print('past')")
    await type(page, "print('never run')")
    await chooseLanguage(page, "javascript")
    await page.getByRole("button", { name: "History" }).click()
    await page.getByRole("listitem").first().getByRole("button", { name: "Open" }).click()
    await page.locator(".cm-content").getByText("past").waitFor()
    await page.getByRole("button", { name: "Bring it back" }).click()
    assert.strictEqual(await page.getByLabel("Language").inputValue(), "javascript")
    await chooseLanguage(page, "python")
    await page.locator(".cm-content").getByText("never run").waitFor()
  })

  test("loses neither of two programs, whichever comes back", async (page) => {
    await type(page, "print('mine')")
    await page.getByLabel("Examples").selectOption({ label: "Primes" })
    await type(page, "print('made of the example')")
    await page.getByRole("button", { name: "Bring it back" }).click()
    await page.locator(".cm-content").getByText("mine").waitFor()
    await page.getByRole("button", { name: "Bring it back" }).click()
    await page.locator(".cm-content").getByText("made of the example").waitFor()
  })

  test("keeps the plain editor once it was chosen", async (page) => {
    await editorReady(page)
    await choosesPlain(page, true)
    await page.reload()
    await page.locator("textarea.plain-editor").waitFor()
    await choosesPlain(page, false)
    await editorReady(page)
    assert.strictEqual(await page.locator("textarea.plain-editor").count(), 0)
  })
}
