import { SandboxUnavailable } from "@glissade/core/Sandbox"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { createConnection } from "node:net"
import { JsonLines } from "./JsonLines.ts"
import type { SignedRequest } from "./RunnerProtocol.ts"
import { maximumLineBytes, RunnerAnswer } from "./RunnerProtocol.ts"

/** A connection to a runner. It closes with its scope. */
export interface RunnerConnection {
  readonly send: (request: SignedRequest) => Effect.Effect<void>
  /** The next answer. An `unavailable`, a line that is none, and the end of the connection fail. */
  readonly next: Effect.Effect<RunnerAnswer, SandboxUnavailable>
}

const decode = Schema.decodeUnknownEffect(Schema.fromJsonString(RunnerAnswer))

const gone = (message: string) => new SandboxUnavailable({ reason: "crashed", message })

/** Connects to the runner at a Unix socket. */
export const connect = (socketPath: string): Effect.Effect<RunnerConnection, SandboxUnavailable, Scope.Scope> =>
  Effect.gen(function* () {
    // Bounded by the runner, which counts the output of a run.
    const lines = yield* Queue.unbounded<string, SandboxUnavailable | Cause.Done>()
    const fail = (message: string) => Queue.failCauseUnsafe(lines, Cause.fail(gone(message)))
    const socket = yield* Effect.acquireRelease(
      Effect.sync(() => createConnection(socketPath)),
      (socket) => Effect.sync(() => socket.destroy())
    )
    const splitter = new JsonLines(maximumLineBytes)
    socket.on("data", (piece: Buffer) => {
      const complete = splitter.push(piece)
      if (complete === undefined) {
        socket.destroy()
        fail("the runner sent too long a line")
      } else Queue.offerAllUnsafe(lines, complete)
    })
    socket.on("error", (error) => fail(`the runner cannot be reached: ${error.message}`))
    socket.on("close", () => fail("the runner closed the connection"))
    return {
      send: (request) => Effect.sync(() => void socket.write(`${JSON.stringify(request)}\n`)),
      next: Queue.take(lines).pipe(
        Effect.catchTag("Done", () => Effect.fail(gone("the runner closed the connection"))),
        Effect.flatMap((line) => Effect.mapError(decode(line), () => gone("the runner sent an invalid line"))),
        Effect.flatMap((answer) =>
          answer.type === "unavailable"
            ? Effect.fail(new SandboxUnavailable({ reason: answer.reason, message: answer.message }))
            : Effect.succeed(answer)
        )
      )
    } satisfies RunnerConnection
  })
