import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Browser as PlaywrightBrowser, LaunchOptions, Page } from "playwright-core"
import { chromium } from "playwright-core"
import { existsSync } from "node:fs"

const candidates = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
]

/** The browser of this machine, or none. CI must have one. */
export const executablePath = candidates.find((path) => path !== undefined && existsSync(path))

if (executablePath === undefined && process.env.CI !== undefined) {
  throw new Error("no Chromium was found; install it (apt-get install chromium) or name it in CHROMIUM")
}

/** How the browser starts where there is neither a screen nor a user namespace for it. */
export const launchOptions: LaunchOptions = {
  executablePath: executablePath!,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
}

/** A real Chromium without a window. */
export class Browser extends Context.Service<Browser, PlaywrightBrowser>()("@glissade/web/test/Browser") {}

export const layer = Layer.effect(
  Browser,
  Effect.acquireRelease(
    Effect.promise(() => chromium.launch(launchOptions)),
    (browser) => Effect.promise(() => browser.close())
  )
)

/** Opens the page as a new person: nothing kept from before. */
export const openPage = Effect.fnUntraced(function* (url: string, prepare?: (page: Page) => Promise<unknown>) {
  const browser = yield* Browser
  const context = yield* Effect.acquireRelease(
    Effect.promise(() => browser.newContext()),
    (opened) => Effect.promise(() => opened.close())
  )
  const page = yield* Effect.promise(() => context.newPage())
  page.setDefaultTimeout(10_000)
  const complaints: Array<string> = []
  page.on("pageerror", (error) => complaints.push(String(error)))
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text())
  })
  yield* Effect.promise(async () => {
    await prepare?.(page)
    await page.goto(url)
  })
  return { page, complaints }
})
