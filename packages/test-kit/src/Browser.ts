import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Browser as PlaywrightBrowser, BrowserContextOptions, LaunchOptions } from "playwright-core"
import { chromium } from "playwright-core"
import { existsSync } from "node:fs"

/** How long a person waits, in milliseconds: what is there on a busy machine may come late. What never comes still fails. */
export const patienceMs = 60_000

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

const shell = "/usr/bin/chromium-headless-shell"

/**
 * The same engine without the windows, menus and tabs that a whole Chromium has also where nobody sees them, if it is installed: a page that is
 * opened, loaded and run takes 1.9 s of a processor, and 4.1 s in the whole one.
 */
const shellOptions: LaunchOptions =
  process.env.CHROMIUM === undefined && existsSync(shell) ? { ...launchOptions, executablePath: shell } : launchOptions

/** A real browser without a window. */
export class Browser extends Context.Service<Browser, PlaywrightBrowser>()("@glissade/test-kit/Browser") {}

const layerOf = (options: LaunchOptions) =>
  Layer.effect(
    Browser,
    Effect.acquireRelease(
      Effect.promise(() => chromium.launch(options)),
      (browser) => Effect.promise(() => browser.close())
    )
  )

/** Chromium; `Firefox.ts` has the other one. */
export const layer = layerOf(shellOptions)

/** Chromium with all that it has, also where the tests use the one without windows. */
export const layerWhole = layerOf(launchOptions)

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
  page.setDefaultTimeout(patienceMs)
  const complaints: Array<string> = []
  page.on("pageerror", (error) => complaints.push(String(error)))
  page.on("console", (message) => {
    if (message.type() === "error" && isOwn(page.url())) complaints.push(message.text())
  })
  return { page, complaints }
})
