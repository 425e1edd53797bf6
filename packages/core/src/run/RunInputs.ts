import type { ConnectionId, JobId, RunId } from "@glissade/protocol/Ids"
import type { Stdin } from "@glissade/protocol/Message"
import { maximumInputBytes } from "@glissade/protocol/Message"
import type * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { utf8Length } from "../text/Utf8.ts"

/** A run that takes input while it runs. */
export interface InteractiveRun {
  readonly jobId: JobId
  readonly attempt: number
  readonly runId: RunId
  /** The connection that may type, which may be one that attached to the job. */
  readonly connectionId: () => ConnectionId | undefined
}

/**
 * What became of a client's input. `taken`; `repeated`: it was taken before; `unknown`: no run of this connection takes it, for instance
 * because it has ended; `gap`: an earlier piece has not arrived; `too-much`: the run was given as much as it may, and its input ends.
 */
export type InputAnswer = "taken" | "repeated" | "unknown" | "gap" | "too-much"

/** The input that is typed while programs run, on hosts where the connection and the run are in one process. By default there is none. */
export const RunInputs = Context.Reference<{
  /** Whether runs can be given input here. */
  readonly isOn: boolean
  /** Takes input for a run until the scope closes. The stream ends where the client says so. */
  readonly open: (run: InteractiveRun) => Effect.Effect<Stream.Stream<string>, never, Scope.Scope>
  /** Gives a run what its connection sent. */
  readonly give: (message: Stdin, from: ConnectionId) => InputAnswer
}>("@glissade/core/RunInputs", {
  defaultValue: () => ({ isOn: false, open: () => Effect.succeed(Stream.empty), give: () => "unknown" })
})

/** What a piece counts at least, in bytes: each may cause a message to the client. */
const leastPieceBytes = 32

/** An open run, and what it was given. */
class OpenInput {
  readonly run: InteractiveRun
  private readonly pieces: Queue.Queue<string, Cause.Done>
  private nextSeq = 0
  private bytesLeft = maximumInputBytes
  private isEnded = false

  constructor(run: InteractiveRun, pieces: Queue.Queue<string, Cause.Done>) {
    this.run = run
    this.pieces = pieces
  }

  give({ attempt, data, eof = false, jobId, seq }: Stdin, from: ConnectionId): InputAnswer {
    const { run } = this
    if (run.jobId !== jobId || run.attempt !== attempt || run.connectionId() !== from) return "unknown"
    if (seq < this.nextSeq) return "repeated"
    if (this.isEnded) return "unknown"
    if (seq > this.nextSeq) return "gap"
    const bytes = Math.max(leastPieceBytes, utf8Length(data))
    const isTooMuch = bytes > this.bytesLeft
    this.nextSeq += 1
    this.bytesLeft -= bytes
    if (data.length > 0 && !isTooMuch) Queue.offerUnsafe(this.pieces, data)
    // The program goes on without what is too much, rather than wait for what cannot come.
    if (eof || isTooMuch) {
      this.isEnded = true
      Queue.endUnsafe(this.pieces)
    }
    return isTooMuch ? "too-much" : "taken"
  }
}

/** Takes input for the runs of this process. */
export const layerMemory: Layer.Layer<never> = Layer.effect(
  RunInputs,
  Effect.sync(() => {
    const open = new Map<RunId, OpenInput>()
    return {
      isOn: true,
      open: (run: InteractiveRun) =>
        Effect.gen(function* () {
          // Bounded by the bytes that one run may be given, and by a frame for each of its pieces.
          const pieces = yield* Queue.unbounded<string, Cause.Done>()
          yield* Effect.acquireRelease(
            Effect.sync(() => open.set(run.runId, new OpenInput(run, pieces))),
            () => Effect.sync(() => open.delete(run.runId))
          )
          return Stream.fromQueue(pieces)
        }),
      give: (message: Stdin, from: ConnectionId): InputAnswer =>
        open.get(message.runId)?.give(message, from) ?? "unknown"
    }
  })
)
