import { QueueMonitor } from "@glissade/core/QueueMonitor"
import { Readiness } from "@glissade/core/Readiness"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import { ServerConfig } from "./ServerConfig.ts"

/**
 * Graceful shutdown: `drain` accepts no new work, waits until every accepted job is handled or the drain timeout is over, and then has the
 * sockets closed.
 */
export class Shutdown extends Context.Service<
  Shutdown,
  {
    readonly drain: Effect.Effect<void>
    /** Waits until sockets are to close. */
    readonly closing: Effect.Effect<void>
    /** Tells the sockets to close. */
    readonly close: Effect.Effect<void>
  }
>()("@glissade/server/Shutdown") {}

export const layer = Layer.effectContext(
  Effect.gen(function* () {
    const queue = yield* QueueMonitor
    const { drainTimeoutMs } = yield* ServerConfig
    const closing = Latch.makeUnsafe(false)
    let draining = false
    const drain = Effect.gen(function* () {
      draining = true
      yield* Effect.logInfo("draining: no new jobs are taken")
      const emptied = yield* Effect.timeoutOption(queue.whenEmpty, drainTimeoutMs)
      if (emptied._tag === "None") {
        yield* Effect.logWarning("jobs were still unfinished when the drain time was over").pipe(
          Effect.annotateLogs({ jobs: yield* queue.depth })
        )
      }
      yield* closing.open
    })
    return Context.empty().pipe(
      Context.add(Shutdown, { drain, closing: closing.await, close: Effect.asVoid(closing.open) }),
      Context.add(Readiness, { isDraining: () => draining })
    )
  })
)

/** Closes the sockets when the scope ends; build it after the HTTP server, which waits for them as it stops. */
export const layerCloseSockets = Layer.effectDiscard(
  Effect.flatMap(Shutdown, ({ close }) => Effect.addFinalizer(() => close))
)
