import { assert, describe, layer } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { fileURLToPath } from "node:url"
import { LibraryDatabase, layerLibraryPage } from "@glissade/test-kit/LibraryPage"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"
import * as BrowserModule from "@glissade/test-kit/Browser"
import type { Page } from "playwright-core"
import type { LibraryPlace, Place, Stories, StoryOptions, Tell } from "./Story.ts"
import { accessibility } from "./stories/Accessibility.ts"
import { commands } from "./stories/Commands.ts"
import { completion } from "./stories/Completion.ts"
import { conflicts } from "./stories/Conflicts.ts"
import { drafts } from "./stories/Drafts.ts"
import { editing } from "./stories/Editing.ts"
import { editorSettings } from "./stories/EditorSettings.ts"
import { embedding } from "./stories/Embedding.ts"
import { files } from "./stories/Files.ts"
import { flood } from "./stories/Flood.ts"
import { formatting } from "./stories/Formatting.ts"
import { history } from "./stories/History.ts"
import { languages } from "./stories/Languages.ts"
import { library } from "./stories/Library.ts"
import { libraryAccess } from "./stories/LibraryAccess.ts"
import { libraryFaults } from "./stories/LibraryFaults.ts"
import { layout } from "./stories/Layout.ts"
import { network } from "./stories/Network.ts"
import { offline } from "./stories/Offline.ts"
import { output } from "./stories/Output.ts"
import { running } from "./stories/Running.ts"
import { saving } from "./stories/Saving.ts"
import { serverHistory } from "./stories/ServerHistory.ts"
import { sharing } from "./stories/Sharing.ts"
import { shortLinks } from "./stories/ShortLinks.ts"
import { terminal } from "./stories/Terminal.ts"
import { types } from "./stories/Types.ts"
import { times } from "./stories/Times.ts"
import { typing } from "./stories/Typing.ts"
import { unsaved } from "./stories/Unsaved.ts"
import { withoutLibrary } from "./stories/WithoutLibrary.ts"
import { zipFiles } from "./stories/ZipFiles.ts"

const pageFolder = fileURLToPath(new URL("../dist", import.meta.url))

/** One server and one browser for all stories; each has a browser context of its own. */
const environment = Layer.merge(layerServer(EngineSandbox.layer(), { pageFolder }), BrowserModule.layer)

const concerns: ReadonlyArray<readonly [name: string, stories: Stories]> = [
  ["running", running],
  ["languages", languages],
  ["drafts", drafts],
  ["editing", editing],
  ["commands", commands],
  ["settings of the editor", editorSettings],
  ["files", files],
  ["typing input", typing],
  ["zip archives", zipFiles],
  ["formatting", formatting],
  ["completion", completion],
  ["embedding", embedding],
  ["sharing", sharing],
  ["history", history],
  ["output", output],
  ["the layout", layout],
  ["the terminal", terminal],
  ["flood", flood],
  ["accessibility", accessibility],
  ["without a library", withoutLibrary],
  ["types", types],
  ["times", times]
]

/** Stories that wait for most of their time: these are told at the same time. */
const waitingConcerns: typeof concerns = [
  ["network", network],
  ["offline", offline]
]

/** A server with a library, whose programs print their own source. */
const libraryEnvironment = Layer.merge(layerLibraryPage(echo, { pageFolder }), BrowserModule.layer)

const libraryConcerns: ReadonlyArray<readonly [name: string, stories: Stories<LibraryPlace>]> = [
  ["saving in the library", saving],
  ["the library's panel", library],
  ["conflicts in the library", conflicts],
  ["the library without a network", unsaved],
  ["the library's faults", libraryFaults],
  ["the library's history", serverHistory],
  ["the library's short links", shortLinks],
  ["the library for assistive technology", libraryAccess]
]

const suite = BrowserModule.executablePath === undefined ? describe.skip : describe

/** Tells a story on a page of its own; what its browser complains of fails it. */
const told = Effect.fnUntraced(function* <P extends Place>(
  place: P,
  story: (page: Page, place: P) => Promise<void>,
  options: StoryOptions
) {
  const { complaints, page } = yield* BrowserModule.openPage(options.context)
  yield* Effect.promise(async () => {
    await options.prepare?.(page)
    if (options.opens !== true) await page.goto(place.url)
    await story(page, place)
  })
  const { complains = false } = options
  const isExpected = (text: string) => (typeof complains === "boolean" ? complains : complains.test(text))
  assert.deepStrictEqual(
    complaints.filter((text) => !isExpected(text)),
    []
  )
})

const patience = 90_000

suite("a person at the page", () => {
  layer(environment, { excludeTestServices: true, timeout: 60_000 })((it) => {
    const tell: Tell = (title, story, options = {}) =>
      it.effect(
        title,
        () =>
          Effect.gen(function* () {
            const { url } = yield* TestServer
            const browser = yield* BrowserModule.Browser
            yield* told({ url, browser }, story, options)
          }),
        patience
      )
    for (const [name, stories] of concerns) describe(name, () => stories(tell))
    for (const [name, stories] of waitingConcerns) describe.concurrent(name, () => stories(tell))
  })
})

suite("a person with a library", () => {
  layer(libraryEnvironment, { excludeTestServices: true, timeout: 60_000 })((it) => {
    const tell: Tell<LibraryPlace> = (title, story, options = {}) =>
      it.effect(
        title,
        () =>
          Effect.gen(function* () {
            const { url } = yield* TestServer
            const browser = yield* BrowserModule.Browser
            const { giveBack, takeAway } = yield* LibraryDatabase
            const place = {
              url,
              browser,
              takeDatabaseAway: () => Effect.runPromise(takeAway),
              giveDatabaseBack: () => Effect.runPromise(giveBack)
            }
            yield* told(place, story, options)
          }),
        patience
      )
    for (const [name, stories] of libraryConcerns) describe(name, () => stories(tell))
  })
})
