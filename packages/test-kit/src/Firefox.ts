import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { firefox } from "playwright-core"
import { Browser } from "./Browser.ts"

const candidates = [process.env.FIREFOX, "/usr/bin/firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox"]

/** The Firefox of this machine, or none. CI must have one. */
export const executablePath = candidates.find((path) => path !== undefined && existsSync(path))

if (executablePath === undefined && process.env.CI !== undefined) {
  throw new Error("no Firefox was found; install it (apt-get install firefox-esr) or name it in FIREFOX")
}

const launch = (home: string) =>
  firefox.launch({
    // Firefox as Mozilla makes it, by WebDriver BiDi; without a channel it would be one with Playwright's own changes.
    channel: "moz-firefox",
    executablePath: fileURLToPath(new URL("FirefoxProxy.ts", import.meta.url)),
    env: {
      ...process.env,
      HOME: home,
      FIREFOX: executablePath!,
      // The proxy is a program for this very Node.
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`
    },
    firefoxUserPrefs: {
      // No person is there to be asked whether the page may read the clipboard.
      "dom.events.testing.asyncClipboard": true,
      // Firefox 153 crashes where the page reads `ariaLabelledByElements` after Playwright did in its own world, which no person does.
      "accessibility.ARIAElementReflection.enabled": false
    }
  })

/** Firefox makes folders in its person's, and does not start as root in that of somebody else. */
const home = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "firefox-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
)

/** A real Firefox without a window. */
export const layer = Layer.effect(
  Browser,
  Effect.flatMap(home, (folder) =>
    Effect.acquireRelease(
      Effect.promise(() => launch(folder)),
      (browser) => Effect.promise(() => browser.close())
    )
  )
)
