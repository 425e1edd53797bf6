import { assert, describe, it } from "@effect/vitest"
import { Push } from "@glissade/core/Push"
import type { ConnectionId } from "@glissade/protocol/Ids"
import { RunId } from "@glissade/protocol/Ids"
import type { ServerMessage } from "@glissade/protocol/Message"
import { Output } from "@glissade/protocol/Message"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { connectionId, jobId } from "./Fixtures.ts"

/** One open connection, as its client sees it. */
export interface TestConnection {
  readonly connectionId: ConnectionId
  /** Waits for the next message. */
  readonly receive: Effect.Effect<ServerMessage>
  readonly close: Effect.Effect<void>
}

/** How to run the suite on a layer of `Push`. */
export interface PushContractOptions<R, E> {
  readonly layer: Layer.Layer<R, E>
  readonly connect: Effect.Effect<TestConnection, unknown, R | Scope.Scope>
  readonly live?: boolean
}

const piece = (seq: number, data: string): Output =>
  Output.make({
    jobId: jobId(1),
    attempt: 1,
    delivery: 1,
    runId: RunId.make("01890000-0000-7000-8000-00000000000a"),
    seq,
    stream: "stdout",
    data
  })

/** What every layer of `Push` must do. Call it in a test file with the layer. */
export const pushContract = <R, E>(name: string, options: PushContractOptions<R | Push, E>): void => {
  const test = (title: string, body: Effect.Effect<void, unknown, R | Push | Scope.Scope>) => {
    const run = () => Effect.scoped(Effect.provide(body, options.layer))
    if (options.live) it.live(title, run, 180_000)
    else it.effect(title, run)
  }

  describe(`${name} keeps the contract of Push`, () => {
    test(
      "sends messages to their connection in the order of the sends",
      Effect.gen(function* () {
        const push = yield* Push
        const connection = yield* options.connect
        for (let seq = 0; seq < 5; seq++) yield* push.send(connection.connectionId, piece(seq, `piece ${seq} é😀\n`))
        for (let seq = 0; seq < 5; seq++) {
          assert.deepStrictEqual(yield* connection.receive, piece(seq, `piece ${seq} é😀\n`))
        }
      })
    )

    test(
      "sends nothing to anybody else",
      Effect.gen(function* () {
        const push = yield* Push
        const one = yield* options.connect
        const other = yield* options.connect
        yield* push.send(one.connectionId, piece(0, "for one"))
        yield* push.send(other.connectionId, piece(0, "for other"))
        assert.deepStrictEqual(yield* other.receive, piece(0, "for other"))
        assert.deepStrictEqual(yield* one.receive, piece(0, "for one"))
      })
    )

    test(
      "carries a message of 30,000 bytes",
      Effect.gen(function* () {
        const push = yield* Push
        const connection = yield* options.connect
        const message = piece(0, "x".repeat(29_600))
        yield* push.send(connection.connectionId, message)
        assert.deepStrictEqual(yield* connection.receive, message)
      })
    )

    test(
      "says that a connection is gone when nobody is there",
      Effect.gen(function* () {
        const push = yield* Push
        const error = yield* Effect.flip(push.send(connectionId("bm9ib2R5aXNoZXJl"), piece(0, "lost")))
        assert.strictEqual(error._tag, "ConnectionGone")
      })
    )

    test(
      "says that a connection is gone after it closed",
      Effect.gen(function* () {
        const push = yield* Push
        const connection = yield* options.connect
        yield* connection.close
        const error = yield* Effect.flip(push.send(connection.connectionId, piece(0, "late")))
        assert.strictEqual(error._tag, "ConnectionGone")
      })
    )
  })
}
