import type { RealProvider } from "@glissade/test-kit/OidcProvider"
import type { Browser as PlaywrightBrowser, BrowserContextOptions, Page } from "playwright-core"

/** What a story may use besides the page. */
export interface Place {
  readonly url: string
  readonly browser: PlaywrightBrowser
}

/** A place with a library, the database of which can be taken away and given back. */
export interface LibraryPlace extends Place {
  readonly takeDatabaseAway: () => Promise<void>
  readonly giveDatabaseBack: () => Promise<void>
}

/** A place where people sign in, with the provider they do it at. */
export interface SignInPlace extends Place {
  readonly provider: RealProvider["Service"]
}

export interface StoryOptions {
  /** Done before the page is opened. */
  readonly prepare?: (page: Page) => Promise<unknown>
  readonly context?: BrowserContextOptions
  /** Errors that the browser may write to its console, such as of requests that fail; `true` for any. */
  readonly complains?: boolean | RegExp
  /** Whether the story opens the page itself. */
  readonly opens?: boolean
  /** Why the story cannot be told in another browser: what only Chromium, or only its protocol, has. */
  readonly onlyInChromium?: string
  /** Whether the story needs what a Chromium without windows has not, such as its cache of pages that were left. */
  readonly needsWholeBrowser?: boolean
}

/** Tells a story of a person at the page, as a test. */
export type Tell<P extends Place = Place> = (
  title: string,
  story: (page: Page, place: P) => Promise<void>,
  options?: StoryOptions
) => void

/** The stories of one concern. */
export type Stories<P extends Place = Place> = (test: Tell<P>) => void
