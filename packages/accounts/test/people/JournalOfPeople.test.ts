import { assert, describe, it } from "@effect/vitest"
import { layer } from "@glissade/accounts/JournalOfPeople"
import { RunJournal } from "@glissade/core/RunJournal"
import { Sightings } from "@glissade/core/Sightings"
import type { RunEvent } from "@glissade/core/RunEvent"
import { UserId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"

const [ada, bea] = [UserId.make("ada"), UserId.make("bea")]

const eventOf = (owner: UserId | undefined) => ({ owner }) as RunEvent

/** The journal over one that notes whose events come, while ada's record is being made. */
const journal = Effect.gen(function* () {
  const noted = Latch.makeUnsafe(false)
  const recorded: Array<UserId | undefined> = []
  let flushes = 0
  const below = Layer.succeed(RunJournal, {
    isOn: true,
    record: ({ owner }) => Effect.sync(() => void recorded.push(owner)),
    flush: Effect.sync(() => void flushes++)
  })
  const sightings = Layer.succeed(Sightings, {
    note: () => Effect.void,
    noteSoon: () => Effect.void,
    underWay: (id) => (id === ada ? noted.await : undefined),
    forget: () => Effect.void
  })
  const context = yield* Layer.build(Layer.provide(layer, [below, sightings]))
  const { flush, record } = yield* Effect.provideContext(RunJournal, context)
  return { flush, flushes: () => flushes, noted, record, recorded }
})

describe("the journal of people who may be new", () => {
  it.effect("records what somebody runs once their record is there, and delays nobody", () =>
    Effect.gen(function* () {
      const { noted, record, recorded } = yield* journal
      yield* record(eventOf(ada))
      yield* record(eventOf(bea))
      yield* record(eventOf(undefined))
      assert.deepStrictEqual(recorded, [bea, undefined])
      noted.openUnsafe()
      yield* Effect.yieldNow
      assert.deepStrictEqual(recorded, [bea, undefined, ada])
    }).pipe(Effect.scoped)
  )

  it.effect("waits for records before it is flushed", () =>
    Effect.gen(function* () {
      const { flush, flushes, noted, record, recorded } = yield* journal
      yield* record(eventOf(ada))
      yield* Effect.forkChild(Effect.andThen(Effect.yieldNow, noted.open))
      yield* flush
      assert.deepStrictEqual([recorded, flushes()], [[ada], 1])
    }).pipe(Effect.scoped)
  )

  it.effect("lets a bounded number of events wait", () =>
    Effect.gen(function* () {
      const { record, recorded } = yield* journal
      yield* Effect.forEach(Array.from({ length: 1_100 }), () => record(eventOf(ada)), { discard: true })
      assert.lengthOf(recorded, 100)
    }).pipe(Effect.scoped)
  )
})
