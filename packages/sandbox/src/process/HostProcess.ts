import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Program } from "@glissade/engine/Engine"
import type { HostEnding, HostGone, OutputListener } from "./HostAnswers.ts"
import type { HostCommand } from "./HostCommand.ts"
import { HostConnection } from "./HostConnection.ts"
import type { InputFeed } from "./InputFeed.ts"

/** An interpreter's process, as the pool and the runs use it. */
export interface HostProcess {
  readonly pid: number | undefined
  /** False from the moment it is killed. */
  readonly isAlive: () => boolean
  /** Completes when the engine is booted. */
  readonly ready: Effect.Effect<void, HostGone>
  /**
   * Starts a program at once. Call it only when the process is settled. With a feed, its input comes while it runs. Gives the program's
   * end; fails if the process ends without reporting one.
   */
  readonly run: (program: Program, listener: OutputListener, feed?: InputFeed) => Effect.Effect<HostEnding, HostGone>
  /** Kills the process if a program runs in it. */
  readonly stop: Effect.Effect<void>
  /** Completes when no program runs and the interpreter is restored, or the process has ended. A process that takes too long is killed. */
  readonly settled: Effect.Effect<void>
  /** Completes when the process is gone. */
  readonly gone: Effect.Effect<HostGone>
  /** Sets the callback for the end of the process, replacing an earlier one. */
  readonly whenGone: (callback: () => void) => void
  readonly kill: Effect.Effect<void>
  /** Whether the program wrote up to a stream's limit, as the parent counted. */
  readonly reachedOutputLimit: () => boolean
  /** Kills the process if it has far more memory than its run may take. Called from time to time while a program runs. */
  readonly boundMemory: () => void
  /** Whether it has kept so much memory after its runs that it must not be reused. */
  readonly keepsMemory: () => boolean
}

/** Starts a host process. Closing the scope kills it and waits for its end. */
export const spawnHost = (command: HostCommand): Effect.Effect<HostProcess, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => new HostConnection(command)),
    (connection) =>
      Effect.suspend(() => {
        if (!connection.alive) return Effect.void
        connection.kill()
        return Effect.asVoid(Deferred.await(connection.gone))
      })
  ).pipe(
    Effect.map((connection) => ({
      pid: connection.pid,
      isAlive: () => connection.isUsable,
      ready: Deferred.await(connection.ready),
      run: (program, listener, feed) => connection.run(program, listener, feed),
      stop: Effect.sync(() => {
        if (connection.isRunning) connection.kill()
      }),
      settled: Effect.suspend(() => connection.settled),
      gone: Deferred.await(connection.gone),
      whenGone: (callback) => connection.whenGone(callback),
      kill: Effect.sync(() => connection.kill()),
      reachedOutputLimit: () => connection.reachedOutputLimit,
      boundMemory: () => connection.boundMemory(),
      keepsMemory: () => connection.keepsMemory()
    }))
  )
