import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

/**
 * What is known of a queue from the outside, for metrics and for a shutdown that waits for it. A layer of `Queue` that can know it provides
 * this beside it.
 */
export class QueueMonitor extends Context.Service<
  QueueMonitor,
  {
    /** Messages that are not yet handled, those in flight included. */
    readonly depth: Effect.Effect<number>
    /** Bytes that wait: of these messages, and of synchronous calls. */
    readonly bytes: Effect.Effect<number>
    /** Messages in the dead-letter queue. */
    readonly deadLetters: Effect.Effect<number>
    /** Waits until every message is handled. */
    readonly whenEmpty: Effect.Effect<void>
  }
>()("@glissade/core/QueueMonitor") {}
