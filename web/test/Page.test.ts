import { assert, describe, layer } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { fileURLToPath } from "node:url"
import { layerServer, TestServer } from "@glissade/test-kit/TestServer"
import * as BrowserModule from "@glissade/test-kit/Browser"
import type { Stories, Tell } from "./Story.ts"
import { accessibility } from "./stories/Accessibility.ts"
import { drafts } from "./stories/Drafts.ts"
import { files } from "./stories/Files.ts"
import { flood } from "./stories/Flood.ts"
import { history } from "./stories/History.ts"
import { languages } from "./stories/Languages.ts"
import { network } from "./stories/Network.ts"
import { offline } from "./stories/Offline.ts"
import { output } from "./stories/Output.ts"
import { running } from "./stories/Running.ts"
import { sharing } from "./stories/Sharing.ts"
import { times } from "./stories/Times.ts"

const pageFolder = fileURLToPath(new URL("../dist", import.meta.url))

/** One server and one browser for all stories; each has a browser context of its own. */
const environment = Layer.merge(layerServer(EngineSandbox.layer(), { pageFolder }), BrowserModule.layer)

const concerns: ReadonlyArray<readonly [name: string, stories: Stories]> = [
  ["running", running],
  ["languages", languages],
  ["drafts", drafts],
  ["files", files],
  ["sharing", sharing],
  ["history", history],
  ["output", output],
  ["flood", flood],
  ["accessibility", accessibility],
  ["times", times]
]

/** Stories that wait for most of their time: these are told at the same time. */
const waitingConcerns: typeof concerns = [
  ["network", network],
  ["offline", offline]
]

const suite = BrowserModule.executablePath === undefined ? describe.skip : describe

suite("a person at the page", () => {
  layer(environment, { excludeTestServices: true, timeout: 60_000 })((it) => {
    const tell: Tell = (title, story, options = {}) =>
      it.effect(
        title,
        () =>
          Effect.gen(function* () {
            const { url } = yield* TestServer
            const browser = yield* BrowserModule.Browser
            const { complaints, page } = yield* BrowserModule.openPage(options.context)
            yield* Effect.promise(async () => {
              await options.prepare?.(page)
              if (options.opens !== true) await page.goto(url)
              await story(page, { url, browser })
            })
            const { complains = false } = options
            const isExpected = (text: string) => (typeof complains === "boolean" ? complains : complains.test(text))
            assert.deepStrictEqual(
              complaints.filter((text) => !isExpected(text)),
              []
            )
          }),
        90_000
      )
    for (const [name, stories] of concerns) describe(name, () => stories(tell))
    for (const [name, stories] of waitingConcerns) describe.concurrent(name, () => stories(tell))
  })
})
