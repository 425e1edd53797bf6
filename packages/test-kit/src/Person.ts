import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import { patienceMs } from "./Browser.ts"

/** What a person at the page sees, and does there. */
export const output = (page: Page) => page.locator(".output")

export const status = (page: Page) => page.locator(".status")

/** What a screen reader says. */
export const said = (page: Page) => page.getByRole("status")

const fullEditor = (page: Page) => page.locator(".cm-content")

export const editorReady = (page: Page) => fullEditor(page).waitFor()

export const live = (page: Page) => page.getByText("Live", { exact: true }).waitFor()

const isInChromium = (page: Page) => page.context().browser()!.browserType().name() === "chromium"

/** Lets the page use the clipboard. Firefox is started with a setting for that (`Firefox.ts`), and has no such permission. */
export const allowClipboard = async (page: Page) => {
  if (isInChromium(page)) await page.context().grantPermissions(["clipboard-read", "clipboard-write"])
}

export const onClipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

/** Pastes a text where the focus is. Needs `allowClipboard`. */
export const paste = async (page: Page, text: string) => {
  await page.evaluate((text) => navigator.clipboard.writeText(text), text)
  await page.keyboard.press("ControlOrMeta+v")
}

/** Writes a text where the cursor is, at once. */
export const insertText = async (page: Page, text: string) => {
  if (isInChromium(page)) return page.keyboard.insertText(text)
  // Without a command for it in BiDi, Playwright changes the document's nodes, which no key or paste does.
  await page.evaluate((text) => document.execCommand("insertText", false, text), text)
}

/** Types a program over whatever is in the editor. */
export const type = async (page: Page, code: string) => {
  await fullEditor(page).click()
  await page.keyboard.press("ControlOrMeta+a")
  await insertText(page, code)
}

/** The lines that the editor has drawn. Their nodes are read one by one: browsers lay out an empty line as one or as two. */
export const linesInEditor = async (page: Page) => {
  await editorReady(page)
  return (await page.locator(".cm-line").allTextContents()).map((line) => line.replaceAll("\u00a0", " "))
}

export const textInEditor = async (page: Page) => (await linesInEditor(page)).join("\n")

export const addFile = async (page: Page, name: string) => {
  await page.getByRole("button", { name: "Add file" }).click()
  await page.getByLabel("Name of the file").fill(name)
  await page.keyboard.press("Enter")
}

export const chooseLanguage = (page: Page, language: string) => page.getByLabel("Language").selectOption(language)

/** Presses Run, and waits until the page says something else than before: what it said of the run before could be taken for this one's end. */
export const run = async (page: Page) => {
  const said = await status(page).evaluateHandle((element) => {
    const changed = new Promise<void>((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect()
        resolve()
      })
      observer.observe(element, { childList: true, characterData: true, subtree: true })
      setTimeout(resolve, 2_000)
    })
    return { changed }
  })
  await page.getByRole("button", { name: "Run", exact: true }).click()
  await said.evaluate(({ changed }) => changed)
}

/** Chooses the plain text field or the full editor, in the settings. */
export const choosesPlain = async (page: Page, isPlain: boolean) => {
  await page.getByRole("button", { name: "Settings" }).click()
  await page.getByLabel("Plain editor").setChecked(isPlain)
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click()
}

export const stop = (page: Page) => page.getByRole("button", { name: "Stop" }).click()

export const textOf = (page: Page) => output(page).innerText()

export const linesOf = async (page: Page) => (await textOf(page)).trimEnd().split("\n")

export const seen = (page: Page, text: string) => output(page).getByText(text).first().waitFor()

export const ended = (page: Page, words: string) => status(page).getByText(words).waitFor({ timeout: patienceMs })

/** Runs a program and waits until it has ended well. */
export const runs = async (page: Page, code: string) => {
  await type(page, code)
  await run(page)
  await ended(page, "Finished")
}

/** Holds the answers to what the page asks for at these addresses, until the page calls a function of that name. */
export const answersLater = async (page: Page, addresses: string, release: string) => {
  const released = Promise.withResolvers<void>()
  await page.exposeFunction(release, () => released.resolve())
  await page.route(addresses, async (route) => {
    await released.promise
    await route.continue()
  })
}

/** Saves a file by a click, and reads it. */
export const readDownload = async (page: Page, click: () => Promise<void>) => {
  const [download] = await Promise.all([page.waitForEvent("download"), click()])
  let text = ""
  for await (const chunk of await download.createReadStream()) text += String(chunk)
  return { name: download.suggestedFilename(), text }
}

export const printed = async (page: Page, lines: ReadonlyArray<string>) =>
  assert.deepStrictEqual(await linesOf(page), lines)

/** Changes what the browser keeps for the page, from an empty page of its origin: the page itself could be about to store something. */
export const changeStored = async (page: Page, change: () => void) => {
  const empty = new URL("/empty-page", page.url()).href
  await page.route(empty, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }))
  await page.goto(empty)
  await page.evaluate(change)
  await page.unroute(empty)
}

/** Somebody comes who has nothing of it in the browser. */
export const forgetStored = (page: Page) =>
  changeStored(page, () => {
    localStorage.clear()
    sessionStorage.clear()
  })
