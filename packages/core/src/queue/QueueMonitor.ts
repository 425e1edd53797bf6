import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

/** The state of a queue, for metrics and for a shutdown that waits for it. A layer of `Queue` that knows it provides this beside it. */
export class QueueMonitor extends Context.Service<
  QueueMonitor,
  {
    /** Messages that are not handled yet, including those in flight. */
    readonly depth: Effect.Effect<number>
    /** Waiting bytes: of these messages, and of synchronous calls. */
    readonly bytes: Effect.Effect<number>
    /** Messages in the dead-letter queue. */
    readonly deadLetters: Effect.Effect<number>
    /** Waits until every message is handled. */
    readonly whenEmpty: Effect.Effect<void>
  }
>()("@glissade/core/QueueMonitor") {}
