import { JobBody, maximumMessageBytes } from "@glissade/protocol/Job"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as EffectQueue from "effect/Queue"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { ActiveJobs } from "./ActiveJobs.ts"
import * as Metrics from "./Metrics.ts"
import type { Attributes, Delivery } from "./Queue.ts"
import { deduplicationId, groupId, JobTooLarge, Queue, QueueFull } from "./Queue.ts"
import { messageBytes } from "./QueueMessage.ts"

export interface QueueMemoryOptions {
  /** How long a message stays hidden after its receiver died without a word. */
  readonly visibilityTimeoutMs: number
  /** How long a message stays hidden after its handler failed. */
  readonly backoffMs: number
  /** Receives before a message goes to the dead-letter queue. */
  readonly maximumReceives: number
  /** How long a repeated deduplication id is dropped; five minutes on SQS. */
  readonly deduplicationWindowMs: number
  /** Messages that one group may have waiting. */
  readonly maximumPerGroup: number
  /** Messages that may wait in all. */
  readonly maximum: number
}

const defaults: QueueMemoryOptions = {
  visibilityTimeoutMs: 390_000,
  backoffMs: 5_000,
  maximumReceives: 3,
  deduplicationWindowMs: 300_000,
  maximumPerGroup: 1_000,
  maximum: 20_000
}

/** A message as it lies in the queue. */
export interface StoredMessage {
  readonly groupId: string
  readonly deduplicationId: string
  readonly body: string
  readonly attributes: Attributes
}

/** The inside of the in-memory queue, for hosts that look at its depth and tests that put raw messages on it. */
export class QueueMemory extends Context.Service<
  QueueMemory,
  {
    /** Puts a message on the queue as it is; a repeat within the deduplication window is dropped. */
    readonly send: (message: StoredMessage) => Effect.Effect<void, QueueFull>
    /** Messages that had their receives and were not handled, oldest first. */
    readonly deadLetters: () => ReadonlyArray<Delivery>
    /** Messages that are not yet handled, those in flight included. */
    readonly depth: () => number
    /** Waits until every message is dealt with. */
    readonly whenEmpty: Effect.Effect<void>
  }
>()("@glissade/core/QueueMemory") {}

interface Entry extends StoredMessage {
  readonly messageId: string
  receiveCount: number
}

const encodeJob = Schema.encodeEffect(JobBody)
const decodeJob = Schema.decodeOption(JobBody)

/**
 * A FIFO queue in this process's memory that behaves as SQS does: groups, deduplication window, visibility timeout,
 * receive count, dead-letter queue. What it holds is lost when the process dies.
 */
export const layerMemory = (options: Partial<QueueMemoryOptions> = {}): Layer.Layer<Queue | QueueMemory> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const settings = { ...defaults, ...options }
      const scope = yield* Effect.scope
      const groups = new Map<string, Array<Entry>>()
      const seen = new Map<string, number>()
      const deadLetters: Array<Delivery> = []
      const ready = yield* EffectQueue.unbounded<string>()
      const empty = Latch.makeUnsafe(true)
      let depth = 0

      const forgetSeen = (now: number) => {
        for (const [id, until] of seen) {
          if (until > now) break
          seen.delete(id)
        }
      }

      const send = Effect.fnUntraced(function* (message: StoredMessage) {
        const now = yield* Clock.currentTimeMillis
        forgetSeen(now)
        if (seen.has(message.deduplicationId)) return
        const group = groups.get(message.groupId)
        if (depth >= settings.maximum) return yield* new QueueFull({ scope: "queue", maximum: settings.maximum })
        if (group !== undefined && group.length >= settings.maximumPerGroup) {
          return yield* new QueueFull({ scope: "connection", maximum: settings.maximumPerGroup })
        }
        seen.set(message.deduplicationId, now + settings.deduplicationWindowMs)
        const entry: Entry = { ...message, messageId: globalThis.crypto.randomUUID(), receiveCount: 0 }
        depth++
        empty.closeUnsafe()
        if (group !== undefined) {
          group.push(entry)
        } else {
          groups.set(message.groupId, [entry])
          EffectQueue.offerUnsafe(ready, message.groupId)
        }
      })

      /** Takes the group's first message off and lets the next one be received. */
      const advance = (group: string) => {
        const entries = groups.get(group)!
        entries.shift()
        depth--
        if (depth === 0) empty.openUnsafe()
        if (entries.length === 0) groups.delete(group)
        else EffectQueue.offerUnsafe(ready, group)
      }

      const toDelivery = ({ attributes, body, groupId, messageId, receiveCount }: Entry): Delivery => ({
        attributes,
        body,
        groupId,
        messageId,
        receiveCount
      })

      /** Whoever asks for the job must not hear that it waits. */
      const tellGivenUp = Effect.fnUntraced(function* ({ body }: Entry) {
        const { giveUp } = yield* ActiveJobs
        const job = decodeJob(body)
        if (Option.isSome(job)) yield* giveUp(job.value)
      })

      const giveBack = (group: string, entry: Entry, delayMs: number) =>
        Effect.sleep(delayMs).pipe(
          Effect.andThen(
            Effect.suspend(() => {
              if (entry.receiveCount < settings.maximumReceives) {
                EffectQueue.offerUnsafe(ready, group)
                return Effect.void
              }
              deadLetters.push(toDelivery(entry))
              advance(group)
              return tellGivenUp(entry).pipe(
                Effect.andThen(Metrics.countFault("dead_letter")),
                Effect.andThen(Effect.logError("message moved to the dead-letter queue")),
                Effect.annotateLogs({ message_id: entry.messageId, receive_count: entry.receiveCount })
              )
            })
          ),
          Effect.forkIn(scope)
        )

      const receive = <E, R>(group: string, handler: (delivery: Delivery) => Effect.Effect<void, E, R>) =>
        Effect.suspend(() => {
          const entry = groups.get(group)![0]!
          entry.receiveCount++
          return handler(toDelivery(entry)).pipe(
            Effect.exit,
            Effect.flatMap((exit) =>
              Exit.isSuccess(exit) ? Effect.sync(() => advance(group)) : giveBack(group, entry, settings.backoffMs)
            ),
            Effect.onInterrupt(() => giveBack(group, entry, settings.visibilityTimeoutMs))
          )
        })

      const enqueue: Queue["Service"]["enqueue"] = Effect.fnUntraced(function* (job, attributes = {}) {
        const body = yield* Effect.orDie(encodeJob(job))
        const bytes = messageBytes(body, attributes)
        if (bytes > maximumMessageBytes) return yield* new JobTooLarge({ bytes, maximumBytes: maximumMessageBytes })
        yield* send({ groupId: groupId(job), deduplicationId: deduplicationId(job), body, attributes })
      })

      const consume: Queue["Service"]["consume"] = (handler) =>
        Effect.scoped(
          Effect.gen(function* () {
            const handlers = yield* Effect.scope
            while (true) {
              const group = yield* EffectQueue.take(ready)
              yield* Effect.forkIn(receive(group, handler), handlers)
            }
          })
        )

      return Context.empty().pipe(
        Context.add(Queue, { enqueue, consume }),
        Context.add(QueueMemory, { send, deadLetters: () => deadLetters, depth: () => depth, whenEmpty: empty.await })
      )
    })
  )
