import { assert } from "@effect/vitest"
import { inPanel, isState, openLibrary, panel, saves, saveState, writeAtEnd } from "@glissade/test-kit/LibraryPerson"
import { ended, insertText, run, said, textInEditor, type } from "@glissade/test-kit/Person"
import type { LibraryPlace, Stories } from "../Story.ts"

export const libraryFaults: Stories<LibraryPlace> = (test) => {
  test(
    "is told why nothing is saved while the database is away, runs programs all the same, and saves when it is back",
    async (page, { giveDatabaseBack, takeDatabaseAway }) => {
      await type(page, "# Before the fault\nprint(1)")
      await saves(page)
      await takeDatabaseAway()
      try {
        await writeAtEnd(page, "\nprint('meanwhile')")
        const why = "Not saved: the database of this test was taken away"
        while (!(await saveState(page).innerText()).includes(why)) {
          await page.keyboard.press("ControlOrMeta+s")
          await saveState(page).getByText("Not saved:").waitFor()
        }
        await said(page).getByText(why).waitFor()
        await run(page)
        await ended(page, "Finished")
        await openLibrary(page)
        await panel(page).getByText("The list cannot be had: the database of this test was taken away.").waitFor()
        await panel(page).getByRole("button", { name: "Close" }).click()
        assert.include(await textInEditor(page), "meanwhile")
        await page.getByLabel("Autosave").check()
      } finally {
        await giveDatabaseBack()
      }
      // By itself, without another key.
      await saveState(page).getByText("Saved", { exact: true }).waitFor({ timeout: 45_000 })
    },
    { complains: /503/ }
  )

  test(
    "is told why a program cannot be kept, and it is not tried again by itself until it changes",
    async (page) => {
      await type(page, "# Grows too large\nprint(1)")
      await saves(page)
      await page.getByLabel("Autosave").check()
      let tries = 0
      await page.route("**/snippets/*", (route) => {
        if (route.request().method() === "PUT") tries++
        return route.continue()
      })
      await page.locator(".cm-content").click()
      await page.keyboard.press("ControlOrMeta+End")
      await insertText(page, `\n# ${"x".repeat(300_000)}`)
      await saveState(page)
        .getByText(/^Not saved: .*at most/)
        .waitFor()
      await page.waitForTimeout(4_000)
      assert.strictEqual(tries, 1)
      await type(page, "# Grows too large\nprint('small again')")
      await isState(page, "Saved")
    },
    { complains: /413|400/ }
  )

  test(
    "has what could not be done in the panel said there, and left as it was",
    async (page) => {
      await type(page, "# Stays as it is\nprint(1)")
      await saves(page)
      await openLibrary(page)
      await inPanel(page, "Stays as it is").waitFor()
      await page.context().setOffline(true)
      const item = inPanel(page, "Stays as it is")
      await item.getByRole("button", { name: /^Star/ }).click()
      await panel(page).getByText("It has no star yet: there is no network.").waitFor()
      await item.locator(".star[aria-pressed=false]").waitFor()
      await item.getByRole("button", { name: /^Rename/ }).click()
      await panel(page).getByRole("textbox", { name: "Title" }).fill("Changed")
      await page.keyboard.press("Enter")
      await panel(page).getByText("It was not renamed: there is no network.").waitFor()
      await item.getByRole("button", { name: /^Delete/ }).click()
      await panel(page).getByText("It was not deleted: there is no network.").waitFor()
      await item.waitFor()
    },
    { complains: /ERR_INTERNET_DISCONNECTED|WebSocket/ }
  )
}
