import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import { panel } from "@glissade/test-kit/LibraryPerson"
import { runs } from "@glissade/test-kit/Person"
import type { LibraryPlace, Stories } from "../Story.ts"

const openServerRuns = async (page: Page) => {
  await page.getByRole("button", { name: "History" }).click()
  await panel(page).getByRole("radio", { name: "On this server" }).check()
  await panel(page).getByRole("heading", { name: "History on this server" }).waitFor()
}

/** Runs are written beside the run: they may come a moment later. */
const waitForRuns = async (page: Page, code: string) => {
  const has = async () => {
    const answer = await page.evaluate(async () => (await fetch("/runs?limit=5")).text())
    return answer.includes(code)
  }
  while (!(await has())) await page.waitForTimeout(100)
}

const entry = (page: Page, code: string) => panel(page).getByRole("listitem").filter({ hasText: code })

export const serverHistory: Stories<LibraryPlace> = (test) => {
  test("finds on another machine what was run on this one, opens and compares it", async (page, { browser, url }) => {
    await runs(page, "print('run on one machine')")
    await waitForRuns(page, "run on one machine")
    const context = await browser.newContext()
    const other = await context.newPage()
    await other.goto(url)
    await other.locator(".cm-content").waitFor()
    await other.getByRole("button", { name: "History" }).click()
    await panel(other).getByText("Nothing was run here yet.").waitFor()
    await panel(other).getByRole("radio", { name: "On this server" }).check()
    await entry(other, "run on one machine").getByText("Finished").waitFor()
    await entry(other, "run on one machine").getByRole("button", { name: "Compare" }).click()
    await panel(other).getByRole("heading", { name: "Compare with now" }).waitFor()
    assert.include(
      await panel(other).getByRole("group", { name: "Program", exact: true }).innerText(),
      "− print('run on one machine')"
    )
    await panel(other).getByRole("button", { name: "Back" }).click()
    await entry(other, "run on one machine").getByRole("button", { name: "Open" }).click()
    await other.locator(".cm-content").getByText("run on one machine").waitFor()
    await context.close()
  })

  test("deletes one run, and all of them only after it was asked", async (page) => {
    await runs(page, "print('to be deleted')")
    await runs(page, "print('to be kept a while')")
    await waitForRuns(page, "to be kept a while")
    await openServerRuns(page)
    await entry(page, "to be deleted").getByRole("button", { name: "Delete" }).click()
    await panel(page).getByText("The run was deleted.").waitFor()
    assert.strictEqual(await entry(page, "to be deleted").count(), 0)
    await panel(page).getByRole("button", { name: "Clear history" }).click()
    // The focus is on the answer that loses nothing.
    await page.keyboard.press("Enter")
    await entry(page, "to be kept a while").waitFor()
    await panel(page).getByRole("button", { name: "Clear history" }).click()
    await panel(page).getByRole("button", { name: "Delete all", exact: true }).click()
    await panel(page).getByText("Nothing was run yet").waitFor()
    // What this browser remembers is another matter.
    await panel(page).getByRole("radio", { name: "This browser" }).check()
    await entry(page, "to be kept a while").waitFor()
  })
}
