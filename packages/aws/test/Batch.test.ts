import { assert, describe, it } from "@effect/vitest"
import { handleBatch } from "@glissade/aws/Batch"
import { marginMs, withDeadline } from "@glissade/aws/Deadline"
import { Sqs } from "../src/Sqs.ts"
import type { ReceivedDelivery } from "../src/SqsDelivery.ts"
import type { Execution } from "@glissade/protocol/Execution"
import { Sandbox } from "@glissade/core/Sandbox"
import { execution, result, runtimes } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"

const delivery = (messageId: string, groupId: string): ReceivedDelivery => ({
  messageId,
  groupId,
  receiptHandle: `handle-${messageId}`,
  body: "",
  receiveCount: 1,
  attributes: {}
})

const handle = Effect.fnUntraced(function* (
  deliveries: ReadonlyArray<ReceivedDelivery>,
  failing: ReadonlyArray<string>
) {
  const handled: Array<string> = []
  const hidden: Array<readonly [string, number]> = []
  const { batchItemFailures } = yield* handleBatch(deliveries, ({ messageId }) =>
    failing.includes(messageId) ? Effect.fail("no") : Effect.sync(() => void handled.push(messageId))
  ).pipe(
    Effect.provideService(Sqs, {
      send: () => Effect.void,
      receive: Effect.never,
      remove: () => Effect.void,
      hide: (receipt, seconds) => Effect.sync(() => void hidden.push([receipt, seconds]))
    })
  )
  return { handled, hidden, failures: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) }
})

describe("a batch", () => {
  it.effect("that is handled has no failures", () =>
    Effect.gen(function* () {
      const { failures, handled, hidden } = yield* handle([delivery("1", "a"), delivery("2", "b")], [])
      assert.deepStrictEqual([failures, hidden], [[], []])
      assert.deepStrictEqual(handled.toSorted(), ["1", "2"])
    })
  )

  it.effect("gives back the first failure of a group and all after it, and no other group's", () =>
    Effect.gen(function* () {
      const batch = [
        delivery("a1", "a"),
        delivery("b1", "b"),
        delivery("a2", "a"),
        delivery("a3", "a"),
        delivery("b2", "b")
      ]
      const { failures, handled } = yield* handle(batch, ["a2"])
      assert.deepStrictEqual(failures, ["a2", "a3"])
      assert.deepStrictEqual(handled.toSorted(), ["a1", "b1", "b2"])
    })
  )

  it.effect("hides what it gives back for five seconds", () =>
    Effect.gen(function* () {
      const { hidden } = yield* handle([delivery("1", "a"), delivery("2", "a")], ["1"])
      assert.deepStrictEqual(hidden, [
        ["handle-1", 5],
        ["handle-2", 5]
      ])
    })
  )

  it.effect("survives a handler that dies", () =>
    Effect.gen(function* () {
      const { batchItemFailures } = yield* handleBatch([delivery("1", "a")], () => Effect.die(new Error("bug"))).pipe(
        Effect.provideService(Sqs, {
          send: () => Effect.void,
          receive: Effect.never,
          remove: () => Effect.void,
          hide: () => Effect.void
        })
      )
      assert.deepStrictEqual(batchItemFailures, [{ itemIdentifier: "1" }])
    })
  )
})

describe("the end of an invocation", () => {
  const limitsOf = Effect.fnUntraced(function* (wanted: Execution, remainingMs: number, passed = 0) {
    const seen: Array<number> = []
    const sandbox = Sandbox.of({
      runtimes,
      run: ({ limits }) => {
        seen.push(limits.timeoutMs)
        return Stream.make({ type: "finished" as const, result: result("") })
      }
    })
    const program = Effect.gen(function* () {
      yield* TestClock.adjust(passed)
      yield* Stream.runDrain((yield* Sandbox).run(wanted))
    })
    yield* Effect.provideService(withDeadline(program, remainingMs), Sandbox, sandbox)
    return seen
  })

  it.effect("leaves a run its own limit where that comes first", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* limitsOf(execution(""), 60_000), [10_000])
    })
  )

  it.effect("cuts a run that would outlast it, with time left to push the result", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* limitsOf(execution(""), 8_000), [8_000 - marginMs])
      assert.deepStrictEqual(yield* limitsOf(execution(""), 8_000, 1_000), [8_000 - marginMs - 1_000])
    })
  )

  it.effect("begins no run that could not say anything: the message comes again", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(limitsOf(execution(""), marginMs + 400))
      assert.deepInclude(error, { _tag: "SandboxUnavailable", reason: "busy" })
    })
  )
})
