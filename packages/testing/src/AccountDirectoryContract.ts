import { assert, layer as layerOf } from "@effect/vitest"
import { AccountDirectory } from "@glissade/core/AccountDirectory"
import { Snippets } from "@glissade/core/Snippets"
import { Usage } from "@glissade/core/Usage"
import { Users } from "@glissade/core/Users"
import { SnippetDraft } from "@glissade/protocol/Snippet"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { person } from "./People.ts"

const draft = Schema.decodeSync(SnippetDraft)

type Services = AccountDirectory | Snippets | Usage | Users

/** What every layer of `AccountDirectory` must do. Call it in a test file with the layer, over an empty store. */
export const accountDirectoryContract = <E>(name: string, layer: Layer.Layer<Services, E>): void =>
  layerOf(layer, { timeout: 60_000 })(`${name} keeps the contract of AccountDirectory`, (it) => {
    it.effect("lists people with what they keep and what they used, those who came last first", () =>
      Effect.gen(function* () {
        const directory = yield* AccountDirectory
        const snippets = yield* Snippets
        const users = yield* Users
        // Answered by a store that has started: a start must not last 100 days.
        yield* directory.list({})
        yield* TestClock.adjust("100 days")
        const day = (ago: number) =>
          Effect.map(DateTime.now, (now) => DateTime.formatIsoDateUtc(DateTime.subtract(now, { days: ago })))
        const idle = yield* users.seen(person("idle"))
        yield* TestClock.adjust("1 minute")
        const busy = yield* users.seen(person("busy"))
        yield* snippets.create(busy.id, draft({ code: "12345" }))
        const { id } = yield* snippets.create(busy.id, draft({ code: "deleted" }))
        yield* snippets.remove(busy.id, id, undefined)
        yield* (yield* Usage).add([
          { user: busy.id, day: yield* day(0), runs: 2, processorMs: 20 },
          { user: busy.id, day: yield* day(29), runs: 3, processorMs: 30 },
          { user: busy.id, day: yield* day(30), runs: 100, processorMs: 1_000 }
        ])
        const kept = yield* directory.holdings(busy.id)
        assert.strictEqual(kept.snippets, 1)
        assert.isAtLeast(kept.bytes, 5)
        const first = yield* directory.list({ limit: 1 })
        const second = yield* directory.list({ limit: 1, cursor: first.next })
        const used = { runsToday: 2, processorMsToday: 20, runs: 5, processorMs: 50 }
        assert.deepStrictEqual(first.items, [{ ...busy, ...kept, ...used }])
        const nothing = { snippets: 0, bytes: 0, runsToday: 0, processorMsToday: 0, runs: 0, processorMs: 0 }
        assert.deepStrictEqual(second.items, [{ ...idle, ...nothing }])
        assert.isUndefined(second.next)
      })
    )
  })
