import type { Browser as PlaywrightBrowser, BrowserContextOptions, Page } from "playwright-core"

/** What a story may use besides the page. */
export interface Place {
  readonly url: string
  readonly browser: PlaywrightBrowser
}

export interface StoryOptions {
  /** Done before the page is opened. */
  readonly prepare?: (page: Page) => Promise<unknown>
  readonly context?: BrowserContextOptions
  /** Errors that the browser may write to its console, such as of requests that fail; `true` for any. */
  readonly complains?: boolean | RegExp
  /** Whether the story opens the page itself. */
  readonly opens?: boolean
}

/** Tells a story of a person at the page, as a test. */
export type Tell = (title: string, story: (page: Page, place: Place) => Promise<void>, options?: StoryOptions) => void

/** The stories of one concern. */
export type Stories = (test: Tell) => void
