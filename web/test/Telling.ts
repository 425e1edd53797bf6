import { assert, describe, layer } from "@effect/vitest"
import * as BrowserModule from "@glissade/test-kit/Browser"
import * as Firefox from "@glissade/test-kit/Firefox"
import { TestServer } from "@glissade/test-kit/TestServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Place, Stories, StoryOptions, Tell } from "./Story.ts"

/** A browser that stories are told in. */
export interface Engine {
  readonly name: "Chromium" | "Firefox"
  /** Its program, or none on this machine: then the stories are skipped. */
  readonly executablePath: string | undefined
  readonly layer: typeof BrowserModule.layer
  /** How it words that a request did not succeed, where stories name Chromium's words. */
  readonly failedRequest?: RegExp
  /** What it says of every page that is left before all has come. */
  readonly remark?: RegExp
}

export const inChromium: Engine = { name: "Chromium", ...BrowserModule }

export const inFirefox: Engine = {
  name: "Firefox",
  ...Firefox,
  failedRequest:
    /^Firefox can’t establish a connection to the server at|^Cross-Origin Request Blocked: .* CORS request did not succeed/,
  remark: /^The connection to ws:\S+ was interrupted while the page was loading\.$/
}

export type Concerns<P extends Place> = ReadonlyArray<readonly [name: string, stories: Stories<P>]>

/** Stories of somebody in one situation, with what they share. */
export interface Situation<P extends Place, R, E> {
  readonly name: string
  readonly concerns: Concerns<P>
  /** Stories that wait for most of their time: these are told at the same time. */
  readonly waitingConcerns?: Concerns<P>
  /** One server for all stories. */
  readonly server: Layer.Layer<R | TestServer, E>
  /** What a story may use besides the page, its server and its browser. */
  readonly place: Effect.Effect<Omit<P, keyof Place>, never, R>
  /** What a browser may complain of in every story. */
  readonly complains?: RegExp
  /** Whether the person also comes to other people's pages; what a browser complains of there is not ours. */
  readonly leaves?: boolean
}

/** Tells a story on a page of its own; what its browser complains of fails it. */
const told = Effect.fnUntraced(function* <P extends Place>(
  { failedRequest, remark }: Engine,
  leaves: boolean,
  place: P,
  story: Parameters<Tell<P>>[1],
  { complains = false, context, opens, prepare }: StoryOptions
) {
  const { complaints, page } = yield* BrowserModule.openPage(
    context,
    (address) => !leaves || address.startsWith(place.url)
  )
  yield* Effect.promise(async () => {
    await prepare?.(page)
    if (opens !== true) await page.goto(place.url)
    await story(page, place)
  })
  const isExpected = (text: string) =>
    typeof complains === "boolean" ? complains : complains.test(text) || failedRequest?.test(text) === true
  assert.deepStrictEqual(
    complaints.filter((text) => !isExpected(text) && remark?.test(text) !== true),
    []
  )
})

/** How long one story may take, in milliseconds. One that takes 7 s took 46 s on a machine that did other work as well. */
const patience = 180_000

/** Why a story can be told in Chromium alone, if it can. */
const whyOnlyInChromium = ({ context = {}, onlyInChromium }: StoryOptions) => {
  if (context.colorScheme === "dark") return "Firefox has no command yet that makes a person prefer the dark"
  if (context.isMobile === true) return "Firefox lays nothing out as a phone does"
  return onlyInChromium
}

/** How many stories there are, and how many of them can be told. */
const count = <P extends Place>(concerns: Concerns<P>, isTold: (options: StoryOptions) => boolean) => {
  let all = 0
  let told = 0
  for (const [, stories] of concerns) {
    stories((_, __, options = {}) => {
      all += 1
      if (isTold(options)) told += 1
    })
  }
  return { all, told }
}

/**
 * Tells the stories of a situation in one browser; each has a browser context of its own. `among` names the concerns that are told, where it
 * is not all of them.
 */
export const tellStories = <P extends Place, R, E>(
  engine: Engine,
  situation: Situation<P, R, E>,
  among?: ReadonlySet<string>
): void => {
  const { complains = false, leaves = false, name, place, server } = situation
  const isTold = (options: StoryOptions) => engine.name === "Chromium" || whyOnlyInChromium(options) === undefined
  const chosen = (concerns: Concerns<P>) => concerns.filter(([concern]) => among?.has(concern) !== false)
  const concerns = chosen(situation.concerns)
  const waitingConcerns = chosen(situation.waitingConcerns ?? [])
  const { all } = count([...situation.concerns, ...(situation.waitingConcerns ?? [])], isTold)
  const { told: toldHere } = count([...concerns, ...waitingConcerns], isTold)
  const title = `${name}, in ${engine.name}${toldHere === all ? "" : ` (${toldHere} of ${all} stories)`}`
  const suite = engine.executablePath === undefined ? describe.skip : describe
  suite(title, () => {
    layer(Layer.merge(server, engine.layer), { excludeTestServices: true, timeout: 60_000 })((it) => {
      const tell: Tell<P> = (storyTitle, story, options = {}) => {
        if (!isTold(options)) return it.effect.skip(`${storyTitle} (${whyOnlyInChromium(options)})`, () => Effect.void)
        it.effect(
          storyTitle,
          () =>
            Effect.gen(function* () {
              const { url } = yield* TestServer
              const browser = yield* BrowserModule.Browser
              const own = { url, browser, ...(yield* place) } as P
              const telling = told(engine, leaves, own, story, { complains, ...options })
              yield* options.needsWholeBrowser === true
                ? Effect.provide(telling, BrowserModule.layerWhole, { local: true })
                : telling
            }),
          patience
        )
      }
      for (const [concern, stories] of concerns) describe(concern, () => stories(tell))
      for (const [concern, stories] of waitingConcerns) describe.concurrent(concern, () => stories(tell))
    })
  })
}
