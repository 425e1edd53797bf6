import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Browser as PlaywrightBrowser, BrowserContextOptions, LaunchOptions } from "playwright-core"
import { chromium } from "playwright-core"
import { existsSync } from "node:fs"

const candidates = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
]

/** The Chromium of this machine, or none. CI must have one. */
export const executablePath = candidates.find((path) => path !== undefined && existsSync(path))

if (executablePath === undefined && process.env.CI !== undefined) {
  throw new Error("no Chromium was found; install it (apt-get install chromium) or name it in CHROMIUM")
}

/** How Chromium starts where there is neither a screen nor a user namespace for it. */
export const launchOptions: LaunchOptions = {
  executablePath: executablePath!,
  // People's browsers have this cache, in which a page lives on after it was left.
  ignoreDefaultArgs: ["--disable-back-forward-cache"],
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
}

/** A real browser without a window. */
export class Browser extends Context.Service<Browser, PlaywrightBrowser>()("@glissade/test-kit/Browser") {}

/** Chromium; `Firefox.ts` has the other one. */
export const layer = Layer.effect(
  Browser,
  Effect.acquireRelease(
    Effect.promise(() => chromium.launch(launchOptions)),
    (browser) => Effect.promise(() => browser.close())
  )
)

/** Opens a page as a new person: nothing kept from before. What it complains of is collected, unless the page is somebody else's. */
export const openPage = Effect.fnUntraced(function* (
  options: BrowserContextOptions = {},
  isOwn: (address: string) => boolean = () => true
) {
  const browser = yield* Browser
  const context = yield* Effect.acquireRelease(
    // A service worker would answer what a test wants to intercept.
    Effect.promise(() => browser.newContext({ serviceWorkers: "block", ...options })),
    (opened) => Effect.promise(() => opened.close())
  )
  const page = yield* Effect.promise(() => context.newPage())
  // What a person sees may come late where the whole check runs at once; what never comes still fails.
  page.setDefaultTimeout(20_000)
  const complaints: Array<string> = []
  page.on("pageerror", (error) => complaints.push(String(error)))
  page.on("console", (message) => {
    if (message.type() === "error" && isOwn(page.url())) complaints.push(message.text())
  })
  return { page, complaints }
})
