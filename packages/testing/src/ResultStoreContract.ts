import { assert, describe, it } from "@effect/vitest"
import { ResultStore } from "@glissade/core/ResultStore"
import { JobId, JobKeyHash } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { result } from "./Fixtures.ts"

/** How to run the suite on a layer of `ResultStore`. */
export interface ResultStoreContractOptions<E> {
  readonly layer: Layer.Layer<never, E>
  readonly live?: boolean
}

const keyHash = JobKeyHash.make("ab".repeat(32))
const newJobId = () => JobId.make(globalThis.crypto.randomUUID())

/** What every layer of `ResultStore` must do. Call it in a test file with the layer. */
export const resultStoreContract = <E>(name: string, options: ResultStoreContractOptions<E>): void => {
  const test = (title: string, body: Effect.Effect<void, unknown>) => {
    const run = () => Effect.provide(body, options.layer)
    if (options.live) it.live(title, run, 60_000)
    else it.effect(title, run)
  }

  describe(`${name} keeps the contract of ResultStore`, () => {
    test(
      "says that it keeps results",
      Effect.map(ResultStore, (store) => assert.isTrue(store.isOn))
    )

    test(
      "gives back what was put, to the byte",
      Effect.gen(function* () {
        const store = yield* ResultStore
        const jobId = newJobId()
        const stored = {
          keyHash,
          result: result('é😀\n"\\\t'.repeat(1000), {
            status: "error",
            exitCode: 1,
            stderr: "\u0000\u001b[31m",
            error: { type: "ValueError", message: "no", line: 3 }
          })
        }
        yield* store.put(jobId, stored)
        assert.deepStrictEqual(yield* store.get(jobId, keyHash), Option.some(stored))
      })
    )

    test(
      "knows nothing of other jobs",
      Effect.gen(function* () {
        const store = yield* ResultStore
        yield* store.put(newJobId(), { keyHash, result: result("a") })
        assert.deepStrictEqual(yield* store.get(newJobId(), keyHash), Option.none())
      })
    )

    test(
      "keeps results under one job id apart by their keys, so that nobody takes the place of another one's",
      Effect.gen(function* () {
        const store = yield* ResultStore
        const jobId = newJobId()
        const other = JobKeyHash.make("cd".repeat(32))
        yield* store.put(jobId, { keyHash: other, result: result("other") })
        yield* store.put(jobId, { keyHash, result: result("mine") })
        assert.deepStrictEqual(yield* store.get(jobId, keyHash), Option.some({ keyHash, result: result("mine") }))
        assert.deepStrictEqual(yield* store.get(jobId, other), Option.some({ keyHash: other, result: result("other") }))
      })
    )

    test(
      "keeps the first result of a job that ran twice",
      Effect.gen(function* () {
        const store = yield* ResultStore
        const jobId = newJobId()
        yield* store.put(jobId, { keyHash, result: result("first") })
        yield* store.put(jobId, { keyHash, result: result("second") })
        assert.deepStrictEqual(yield* store.get(jobId, keyHash), Option.some({ keyHash, result: result("first") }))
      })
    )
  })
}
