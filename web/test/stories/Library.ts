import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import {
  closePanel,
  inPanel,
  isState,
  looksFor,
  openLibrary,
  openSaved,
  panel,
  saves,
  writeAtEnd
} from "@glissade/test-kit/LibraryPerson"
import { allowClipboard, onClipboard, textInEditor, type } from "@glissade/test-kit/Person"
import type { LibraryPlace, Stories } from "../Story.ts"

const savesNew = async (page: Page, title: string, code = "") => {
  await page.getByRole("button", { name: "Reset" }).click()
  await isState(page, "Not saved")
  await type(page, `# ${title}\n${code}`)
  await saves(page)
}

const titles = (page: Page) => panel(page).locator(".snippet-title").allInnerTexts()

const press = (page: Page, title: string, action: string) =>
  inPanel(page, title)
    .getByRole("button", { name: `${action}: ${title}`, exact: true })
    .click()

export const library: Stories<LibraryPlace> = (test) => {
  test("looks while it is typed for title, tags and text, and shows what was asked for last", async (page) => {
    await savesNew(page, "Haystack one", "needle_in_text = 1")
    await savesNew(page, "Haystack two")
    await savesNew(page, "Haystack three")
    await openLibrary(page)
    const search = panel(page).getByRole("searchbox")
    await looksFor(page, "haystack", 3)
    assert.deepStrictEqual(await titles(page), ["Haystack three", "Haystack two", "Haystack one"])
    // The answer to the first search comes last.
    let isFirst = true
    await page.route("**/snippets?*", async (route) => {
      const isSlow = isFirst
      isFirst = false
      if (isSlow) await new Promise((resolve) => setTimeout(resolve, 1_500))
      await route.continue().catch(() => {})
    })
    await search.fill("two")
    await page.waitForTimeout(400)
    await search.fill("needle_in")
    await inPanel(page, "Haystack one").waitFor()
    await inPanel(page, "Haystack two").waitFor({ state: "detached" })
    await page.waitForTimeout(1_500)
    assert.deepStrictEqual(await titles(page), ["Haystack one"])
    await search.fill("nothing has this")
    await panel(page).getByText("No program has that in its title").waitFor()
  })

  test("stars a program, sees the starred ones alone, and takes the star away", async (page) => {
    await savesNew(page, "To be starred")
    await savesNew(page, "Without a star")
    await openLibrary(page)
    await press(page, "To be starred", "Star")
    await panel(page).getByRole("checkbox", { name: "Starred" }).check()
    await inPanel(page, "Without a star").waitFor({ state: "detached" })
    await inPanel(page, "To be starred").locator(".star[aria-pressed=true]").waitFor()
    await closePanel(page)
    await openLibrary(page)
    await inPanel(page, "To be starred").locator(".star[aria-pressed=true]").waitFor()
    await press(page, "To be starred", "Star")
    await panel(page).getByRole("checkbox", { name: "Starred" }).check()
    await inPanel(page, "To be starred").waitFor({ state: "detached" })
  })

  test("renames in the list, the open one as well", async (page) => {
    await savesNew(page, "Wrong name")
    await openLibrary(page)
    await press(page, "Wrong name", "Rename")
    await panel(page).getByRole("textbox", { name: "Title" }).fill("Right name")
    await page.keyboard.press("Enter")
    await inPanel(page, "Right name").getByRole("button", { name: "Rename: Right name" }).waitFor()
    await page.locator("button:focus[aria-label='Rename: Right name']").waitFor()
    await press(page, "Right name", "Rename")
    // Escape leaves the typing, and not the library.
    await page.keyboard.press("Escape")
    await inPanel(page, "Right name").waitFor()
    await page.waitForFunction(() => document.title === "Right name – Glissade")
    await closePanel(page)
    await isState(page, "Saved")
  })

  test("deletes a program, brings it back at once, and later from the deleted ones", async (page) => {
    await savesNew(page, "Not needed")
    await openLibrary(page)
    await press(page, "Not needed", "Delete")
    await panel(page).getByText("“Not needed” was deleted.").waitFor()
    assert.notInclude(await titles(page), "Not needed")
    // The focus is on the way back: the button that was pressed is gone.
    await page.keyboard.press("Enter")
    await inPanel(page, "Not needed").waitFor()
    await press(page, "Not needed", "Delete")
    await panel(page).getByText("was deleted.").waitFor()
    await closePanel(page)
    // What was in the editor is still there.
    await isState(page, "Not saved")
    assert.include(await textInEditor(page), "# Not needed")
    await openLibrary(page)
    await panel(page).getByRole("checkbox", { name: "Deleted" }).check()
    await press(page, "Not needed", "Restore")
    await panel(page).getByText("is among your programs again").waitFor()
    await panel(page).getByRole("checkbox", { name: "Deleted" }).uncheck()
    await inPanel(page, "Not needed").waitFor()
    await closePanel(page)
    await openSaved(page, "Not needed")
    await isState(page, "Saved")
  })

  test("saves only the details that were typed, and leaves what was changed elsewhere meanwhile", async (page) => {
    await savesNew(page, "Hidden since")
    await openLibrary(page)
    await press(page, "Hidden since", "Details")
    await panel(page).getByLabel("Description").fill("New words")
    const ask = (visibility?: string) =>
      page.evaluate(async (visibility) => {
        const { items } = await (await fetch("/snippets?q=Hidden%20since")).json()
        const path = `/snippets/${items[0].id}`
        const { code, title, visibility: before, version, description } = await (await fetch(path)).json()
        if (visibility === undefined) return { visibility: before, description }
        const headers = { "content-type": "application/json", "if-match": `"${version}"` }
        await fetch(path, { method: "PUT", headers, body: JSON.stringify({ code, title, visibility }) })
        return undefined
      }, visibility)
    await ask("unlisted")
    await panel(page).getByRole("button", { name: "Save details" }).click()
    await panel(page).getByText("The details are saved.").waitFor()
    assert.deepStrictEqual(await ask(), { visibility: "unlisted", description: "New words" })
    await closePanel(page)
  })

  test(
    "says what a program is about and who may read it, and copies its link",
    async (page, { url }) => {
      await savesNew(page, "Described")
      await openLibrary(page)
      await press(page, "Described", "Details")
      assert.strictEqual(await panel(page).getByRole("button", { name: "Copy link" }).count(), 0)
      await panel(page).getByLabel("Tags").fill("graphs, two words,graphs")
      await panel(page).getByLabel("Description").fill("What it\nis about")
      await panel(page).getByLabel("Who may read it").selectOption("unlisted")
      await panel(page).getByRole("button", { name: "Save details" }).click()
      await panel(page).getByText("The details are saved.").waitFor()
      await panel(page).getByRole("button", { name: "Copy link" }).click()
      await panel(page).getByText("on the clipboard").waitFor()
      const link = await onClipboard(page)
      assert.match(link, new RegExp(`^${url}/s/[a-z2-7]{16}$`))
      await panel(page).getByRole("textbox", { name: "Title" }).fill("   ")
      await panel(page).getByRole("button", { name: "Save details" }).click()
      await panel(page).getByRole("alert").getByText("A title is needed.").waitFor()
      await panel(page).getByRole("button", { name: "Back" }).click()
      await panel(page).getByRole("searchbox").fill("graphs")
      await inPanel(page, "Described").getByText("with a link · #graphs · #two words").waitFor()
      await closePanel(page)
      await writeAtEnd(page, "\nprint(2)")
      // It is a change of the version with the description.
      await saves(page)
      await openLibrary(page)
      await press(page, "Described", "Details")
      assert.strictEqual(await panel(page).getByLabel("Description").inputValue(), "What it\nis about")
    },
    { prepare: allowClipboard }
  )

  test("compares a version with what is there now, and brings it back", async (page) => {
    await savesNew(page, "With versions", "print('one')")
    await type(page, "# With versions\nprint('two')")
    await saves(page)
    await openLibrary(page)
    await press(page, "With versions", "Versions")
    await panel(page).getByRole("button", { name: "Compare version 1" }).click()
    const compared = panel(page).getByRole("group", { name: "Program", exact: true })
    assert.deepStrictEqual((await compared.innerText()).split("\n"), [
      "  # With versions",
      "− print('one')",
      "+ print('two')"
    ])
    await panel(page).getByRole("button", { name: "Bring version 1 back" }).click()
    await panel(page).waitFor({ state: "detached" })
    await page.locator(".cm-content").getByText("'one'").waitFor()
    await isState(page, "Saved")
    await openLibrary(page)
    await press(page, "With versions", "Versions")
    await panel(page).getByText("Version 3").waitFor()
    await panel(page).getByRole("button", { name: "Bring version 2 back" }).waitFor()
  })

  test("brings a version back over a change that was not saved, and gets the change again", async (page) => {
    await savesNew(page, "Changed meanwhile", "print('one')")
    await writeAtEnd(page, "\nprint('two')")
    await saves(page)
    await writeAtEnd(page, "\nprint('never saved')")
    await openLibrary(page)
    await press(page, "Changed meanwhile", "Versions")
    await panel(page).getByRole("button", { name: "Bring version 1 back" }).click()
    await panel(page).waitFor({ state: "detached" })
    await isState(page, "Saved")
    assert.notInclude(await textInEditor(page), "never saved")
    await page.getByRole("button", { name: "Bring it back" }).click()
    await page.locator(".cm-content").getByText("never saved").waitFor()
    await isState(page, "Unsaved change")
  })

  test("forks a program, and the copy names its origin", async (page) => {
    await savesNew(page, "To be forked")
    await openLibrary(page)
    await press(page, "To be forked", "Details")
    await panel(page).getByRole("button", { name: "Fork" }).click()
    await panel(page).waitFor({ state: "detached" })
    await page.locator(".program-bar").getByText("fork of To be forked").waitFor()
    await isState(page, "Saved")
    await writeAtEnd(page, "\nprint('only in the copy')")
    await saves(page)
    await openLibrary(page)
    await looksFor(page, "only in the copy", 1)
  })

  test("sees all of many programs, some at a time", async (page) => {
    await page.evaluate(async () => {
      for (let number = 1; number <= 35; number++) {
        const body = JSON.stringify({ title: `Many ${number}`, code: "print('one of many programs')" })
        await fetch("/snippets", { method: "POST", headers: { "content-type": "application/json" }, body })
      }
    })
    await openLibrary(page)
    await panel(page).getByRole("searchbox").fill("one of many programs")
    await inPanel(page, "Many 35").waitFor()
    await panel(page).getByText("30 or more programs").waitFor({ state: "attached" })
    await panel(page).getByRole("button", { name: "More" }).click()
    await inPanel(page, "Many 1").waitFor()
    assert.strictEqual(new Set(await titles(page)).size, 35)
    assert.strictEqual(await panel(page).getByRole("button", { name: "More" }).count(), 0)
  })
}
