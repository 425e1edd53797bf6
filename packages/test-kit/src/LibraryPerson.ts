import type { Page } from "playwright-core"
import { patienceMs } from "./Browser.ts"
import { insertText } from "./Person.ts"

/** What a person with a library sees on the page, and does there. */
export const panel = (page: Page) => page.getByRole("dialog")

/** What the page says of saving, beside the title. */
export const saveState = (page: Page) => page.locator(".save-state")

export const isState = (page: Page, words: string) => saveState(page).getByText(words, { exact: true }).waitFor()

/** The line of a program in the panel. */
export const inPanel = (page: Page, title: string) =>
  panel(page)
    .getByRole("listitem")
    .filter({ has: page.getByText(title, { exact: true }) })

export const openLibrary = (page: Page) => page.getByRole("button", { name: "Library" }).click()

export const closePanel = async (page: Page) => {
  await panel(page).getByRole("button", { name: "Close" }).click()
  await panel(page).waitFor({ state: "detached" })
}

/** Presses Ctrl+S, and waits until the page says that the program is saved. */
export const saves = async (page: Page) => {
  // Whoever saves sees that there is something to save to.
  await page.locator(".program-bar").waitFor()
  await page.keyboard.press("ControlOrMeta+s")
  await isState(page, "Saved")
}

/** Writes at the end of what is in the editor. */
export const writeAtEnd = async (page: Page, text: string) => {
  await page.locator(".cm-content").click()
  await page.keyboard.press("ControlOrMeta+End")
  await insertText(page, text)
}

/** Looks for a text in the panel, until so many programs are found. */
export const looksFor = async (page: Page, text: string, count: number) => {
  await panel(page).getByRole("searchbox").fill(text)
  const words = `${count} ${count === 1 ? "program" : "programs"}`
  await panel(page).getByText(words, { exact: true }).waitFor({ state: "attached" })
}

/** Opens a saved program from the panel. */
export const openSaved = async (page: Page, title: string) => {
  await openLibrary(page)
  await inPanel(page, title).getByRole("button", { name: title, exact: true }).click()
  await panel(page).waitFor({ state: "detached" })
}

/** Another tab of the same browser. */
export const anotherTab = async (page: Page) => {
  const tab = await page.context().newPage()
  tab.setDefaultTimeout(patienceMs)
  await tab.goto(page.url())
  await tab.locator(".program-bar").waitFor()
  await tab.locator(".cm-content").waitFor()
  return tab
}
