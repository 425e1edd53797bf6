import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import {
  anotherTab,
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
import { said, textInEditor, type } from "@glissade/test-kit/Person"
import type { LibraryPlace, Stories } from "../Story.ts"

/** What the browser writes of the answer that a save was refused with. */
const complains = /412/

/** Two tabs with the same program, of which the other has saved since: returns the other. */
const disagree = async (page: Page, title: string) => {
  await type(page, `# ${title}\nprint('both')`)
  await saves(page)
  const other = await anotherTab(page)
  await isState(other, "Saved")
  await writeAtEnd(other, "\nprint('theirs')")
  await saves(other)
  await page.bringToFront()
  await writeAtEnd(page, "\nprint('mine')")
  return other
}

const meets = async (page: Page) => {
  await page.keyboard.press("ControlOrMeta+s")
  await panel(page).getByRole("heading", { name: "Changed elsewhere" }).waitFor()
}

const choose = async (page: Page, name: string) => {
  await panel(page).getByRole("button", { name }).click()
  await panel(page).waitFor({ state: "detached" })
}

export const conflicts: Stories<LibraryPlace> = (test) => {
  test(
    "sees what another tab has saved beside the own text, and saves that as the next version",
    async (page) => {
      const other = await disagree(page, "Mine is next")
      await meets(page)
      const compared = panel(page).getByRole("group", { name: "Program", exact: true })
      assert.deepStrictEqual((await compared.innerText()).split("\n"), [
        "  # Mine is next",
        "  print('both')",
        "− print('theirs')",
        "+ print('mine')"
      ])
      await choose(page, "Save mine as the next version")
      await isState(page, "Saved")
      await page.locator(".cm-content:focus").waitFor()
      await openLibrary(page)
      await inPanel(page, "Mine is next")
        .getByRole("button", { name: /^Versions/ })
        .click()
      await panel(page).getByRole("button", { name: "Compare version 2" }).click()
      assert.include(
        await panel(page).getByRole("group", { name: "Program", exact: true }).innerText(),
        "− print('theirs')"
      )
      // The other tab is in the same place now.
      await writeAtEnd(other, "\nprint('once more')")
      await meets(other)
    },
    { complains }
  )

  test(
    "takes what another tab has saved, and gets the own text back as a change of it",
    async (page) => {
      await disagree(page, "Theirs is taken")
      await meets(page)
      await choose(page, "Take what is saved")
      await isState(page, "Saved")
      assert.notInclude(await textInEditor(page), "'mine'")
      await page.getByRole("button", { name: "Bring it back" }).click()
      await page.locator(".cm-content").getByText("'mine'").waitFor()
      await saves(page)
    },
    { complains }
  )

  test(
    "saves the own text as a copy, and both are there",
    async (page) => {
      await disagree(page, "To be two")
      await meets(page)
      await choose(page, "Save mine as a copy")
      await isState(page, "Saved")
      await page.locator(".program-title").getByText("To be two (copy)").waitFor()
      await openLibrary(page)
      await looksFor(page, "To be two", 2)
      await closePanel(page)
      await openSaved(page, "To be two")
      await page.locator(".cm-content").getByText("'theirs'").waitFor()
    },
    { complains }
  )

  test(
    "puts the choice off, and nothing is saved until it is made",
    async (page) => {
      await disagree(page, "Put off")
      await meets(page)
      await page.keyboard.press("Escape")
      await panel(page).waitFor({ state: "detached" })
      await said(page).getByText("Not saved: it was changed elsewhere.").waitFor()
      assert.include(await saveState(page).innerText(), "Not saved: it was changed elsewhere")
      await page.getByLabel("Autosave").check()
      await writeAtEnd(page, "\nprint('goes on')")
      await page.waitForTimeout(4_000)
      assert.include(await saveState(page).innerText(), "Not saved: it was changed elsewhere")
      await page.reload()
      await page.locator(".cm-content").getByText("'goes on'").waitFor()
      await page.getByRole("button", { name: "Compare and choose" }).click()
      await choose(page, "Save mine as the next version")
      await isState(page, "Saved")
    },
    { complains }
  )

  test(
    "is not asked when another tab has saved the same, or only renamed",
    async (page) => {
      await type(page, "# No conflict\nprint(1)")
      await saves(page)
      const other = await anotherTab(page)
      for (const tab of [page, other]) await writeAtEnd(tab, "\nprint('the same')")
      await saves(other)
      await saves(page)
      await other.locator(".program-title").click()
      await other.getByRole("textbox", { name: "Title" }).fill("Renamed elsewhere")
      await other.keyboard.press("Enter")
      await said(other).getByText("It is called Renamed elsewhere now.").waitFor()
      await writeAtEnd(page, "\nprint('typed here')")
      await saves(page)
      await page.locator(".program-title").getByText("Renamed elsewhere").waitFor()
    },
    { complains }
  )

  test(
    "keeps a program that was deleted elsewhere as a new one",
    async (page) => {
      await type(page, "# Deleted elsewhere\nprint(1)")
      await saves(page)
      const other = await anotherTab(page)
      await openLibrary(other)
      await inPanel(other, "Deleted elsewhere")
        .getByRole("button", { name: /^Delete:/ })
        .click()
      await panel(other).getByText("was deleted.").waitFor()
      await writeAtEnd(page, "\nprint('typed after it')")
      await page.keyboard.press("ControlOrMeta+s")
      await saveState(page).getByText("it was deleted elsewhere").waitFor()
      await saves(page)
      await openLibrary(page)
      await inPanel(page, "Deleted elsewhere").waitFor()
    },
    { complains: /404/ }
  )
}
