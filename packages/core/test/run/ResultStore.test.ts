import { assert, describe, it } from "@effect/vitest"
import { layerMemory, ResultStore } from "@glissade/core/ResultStore"
import { JobKeyHash } from "@glissade/protocol/Ids"
import { jobId, result } from "@glissade/testing/Fixtures"
import { resultStoreContract } from "@glissade/testing/ResultStoreContract"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as TestClock from "effect/testing/TestClock"

resultStoreContract("the store in memory", { layer: layerMemory() })

const keyHash = JobKeyHash.make("ab".repeat(32))

describe("the store in memory", () => {
  it.effect("forgets a result after its lifetime", () =>
    Effect.gen(function* () {
      const store = yield* ResultStore
      yield* store.put(jobId(1), { keyHash, result: result("a") })
      yield* TestClock.adjust("59 seconds")
      assert.isTrue(Option.isSome(yield* store.get(jobId(1), keyHash)))
      yield* TestClock.adjust("1 second")
      assert.isTrue(Option.isNone(yield* store.get(jobId(1), keyHash)))
    }).pipe(Effect.provide(layerMemory({ lifetimeMs: 60_000 })))
  )

  it.effect("gives up its oldest results rather than grow over its bytes", () =>
    Effect.gen(function* () {
      const store = yield* ResultStore
      for (let n = 0; n < 10; n++) yield* store.put(jobId(n), { keyHash, result: result("x".repeat(10_000)) })
      const kept = yield* Effect.forEach(
        Array.from({ length: 10 }, (_, n) => jobId(n)),
        (id) => store.get(id, keyHash)
      )
      assert.deepStrictEqual(kept.map(Option.isSome), [
        ...Array<boolean>(6).fill(false),
        ...Array<boolean>(4).fill(true)
      ])
    }).pipe(Effect.provide(layerMemory({ maximumBytes: 100_000 })))
  )

  it.effect("is off where there is none", () =>
    Effect.gen(function* () {
      const store = yield* ResultStore
      assert.isFalse(store.isOn)
      yield* store.put(jobId(1), { keyHash, result: result("a") })
      assert.isTrue(Option.isNone(yield* store.get(jobId(1), keyHash)))
    })
  )
})
