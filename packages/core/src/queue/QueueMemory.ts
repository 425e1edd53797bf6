import type { Job } from "@glissade/protocol/Job"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as EffectQueue from "effect/Queue"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { ActiveJobs } from "../job/ActiveJobs.ts"
import type { BacklogLimits, Share } from "./Backlog.ts"
import { Backlog, CurrentBacklog, defaultLimits, executionBytes } from "./Backlog.ts"
import { ConnectionLookup } from "../push/ConnectionLookup.ts"
import * as Metrics from "../telemetry/Metrics.ts"
import { monotonicMs } from "../telemetry/Monotonic.ts"
import type { Caller } from "../identity/Caller.ts"
import { CurrentCaller, unknownCaller } from "../identity/Caller.ts"
import * as JobCodec from "./JobCodec.ts"
import type { Attributes, Delivery, JobTooLarge } from "./Queue.ts"
import { backoffSeconds, deduplicationId, groupId, maximumReceives, Queue, QueueFull } from "./Queue.ts"
import { QueueMonitor } from "./QueueMonitor.ts"

export interface QueueMemoryOptions extends BacklogLimits {
  /** The visibility timeout, in milliseconds: for a handler that died. */
  readonly visibilityTimeoutMs: number
  /** Receives before a message goes to the dead-letter queue. */
  readonly maximumReceives: number
  /** How long a repeated deduplication id is dropped; five minutes on SQS. */
  readonly deduplicationWindowMs: number
  /** Maximum number of waiting messages of one group. */
  readonly maximumPerGroup: number
  /** Maximum number of waiting messages in all. */
  readonly maximum: number
  /** Maximum number of dead letters; the oldest are dropped first. */
  readonly maximumDeadLetters: number
  readonly maximumDeadLetterBytes: number
  /** Maximum number of remembered deduplication ids; the oldest are forgotten first. */
  readonly maximumSeen: number
}

/** The default options of {@link layerMemory}. */
export const defaults: QueueMemoryOptions = {
  ...defaultLimits,
  visibilityTimeoutMs: 390_000,
  maximumReceives,
  deduplicationWindowMs: 300_000,
  maximumPerGroup: 1_000,
  maximum: 20_000,
  maximumDeadLetters: 1_000,
  maximumDeadLetterBytes: 16 * 1024 * 1024,
  maximumSeen: 100_000
}

/** A message as it is put on the queue. */
export interface StoredMessage {
  readonly groupId: string
  readonly deduplicationId: string
  readonly body: string
  readonly attributes: Attributes
}

/** The internals of the in-memory queue, for tests that put raw messages on it and read its dead letters. */
export class QueueMemory extends Context.Service<
  QueueMemory,
  {
    /** Puts a raw message on the queue; a repeat within the deduplication window is dropped. */
    readonly send: (message: StoredMessage) => Effect.Effect<void, QueueFull>
    /** The latest dead letters, oldest first. */
    readonly deadLetters: () => ReadonlyArray<Delivery>
  }
>()("@glissade/core/QueueMemory") {}

/** A message in the queue. One that was put there as a job is stored as the object, and its body is encoded on demand. */
interface Entry {
  readonly messageId: string
  readonly groupId: string
  readonly attributes: Attributes
  readonly content: { readonly job: Job } | { readonly body: string }
  readonly share: Share
  receiveCount: number
}

class MemoryDelivery implements Delivery {
  readonly messageId: string
  readonly groupId: string
  readonly attributes: Attributes
  readonly receiveCount: number
  readonly #content: Entry["content"]
  readonly #share: Entry["share"]

  constructor({ attributes, content, groupId, messageId, receiveCount, share }: Entry) {
    this.messageId = messageId
    this.groupId = groupId
    this.attributes = attributes
    this.receiveCount = receiveCount
    this.#content = content
    this.#share = share
  }

  get caller(): Caller {
    return this.#share.caller
  }

  get job(): Job | undefined {
    return "job" in this.#content ? this.#content.job : undefined
  }

  get body(): string {
    return "job" in this.#content ? JobCodec.bodyOf(this.#content.job) : this.#content.body
  }
}

/**
 * A FIFO queue in this process's memory that behaves as SQS does: groups, deduplication window, visibility timeout, receive count,
 * dead-letter queue. Its messages are lost when the process dies.
 */
export const layerMemory = (
  options: Partial<QueueMemoryOptions> = {}
): Layer.Layer<Queue | QueueMemory | QueueMonitor> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const settings = { ...defaults, ...options }
      const scope = yield* Effect.scope
      const lookup = yield* ConnectionLookup
      const backlog = new Backlog(settings)
      const groups = new Map<string, Array<Entry>>()
      const seen = new Map<string, number>()
      const deadLetters: Array<Entry> = []
      let deadLetterBytes = 0
      const ready = yield* EffectQueue.unbounded<string>()
      const empty = Latch.makeUnsafe(true)
      let depth = 0

      const forgetSeen = (now: number) => {
        for (const [id, until] of seen) {
          if (until > now && seen.size < settings.maximumSeen) break
          seen.delete(id)
        }
      }

      const put = Effect.fnUntraced(function* (
        { attributes, groupId }: Pick<StoredMessage, "attributes" | "groupId">,
        deduplicationId: string,
        content: Entry["content"],
        share: Share
      ) {
        const now = yield* monotonicMs
        forgetSeen(now)
        if (seen.has(deduplicationId)) return
        const group = groups.get(groupId)
        const full = (scope: "connection" | "queue", maximum: number) => new QueueFull({ scope, unit: "jobs", maximum })
        if (depth >= settings.maximum) return yield* full("queue", settings.maximum)
        if (group !== undefined && group.length >= settings.maximumPerGroup) {
          return yield* full("connection", settings.maximumPerGroup)
        }
        const over = backlog.take(share)
        if (over !== undefined) return yield* over
        seen.set(deduplicationId, now + settings.deduplicationWindowMs)
        const messageId = globalThis.crypto.randomUUID()
        const entry: Entry = { messageId, groupId, attributes, content, share, receiveCount: 0 }
        depth++
        empty.closeUnsafe()
        if (group !== undefined) {
          group.push(entry)
        } else {
          groups.set(groupId, [entry])
          EffectQueue.offerUnsafe(ready, groupId)
        }
      })

      const send = (message: StoredMessage) =>
        put(
          message,
          message.deduplicationId,
          { body: message.body },
          { connection: message.groupId, caller: unknownCaller, bytes: 2 * message.body.length }
        )

      /** Removes the group's first message and lets the next one be received. */
      const advance = (group: string) => {
        const entries = groups.get(group)!
        backlog.give(entries.shift()!.share)
        depth--
        if (depth === 0) empty.openUnsafe()
        if (entries.length === 0) groups.delete(group)
        else EffectQueue.offerUnsafe(ready, group)
      }

      const bury = (entry: Entry) => {
        deadLetters.push(entry)
        deadLetterBytes += entry.share.bytes
        while (deadLetters.length > settings.maximumDeadLetters || deadLetterBytes > settings.maximumDeadLetterBytes) {
          deadLetterBytes -= deadLetters.shift()!.share.bytes
        }
      }

      /** Stop reporting the job as queued: it is a dead letter now. */
      const tellGivenUp = Effect.fnUntraced(function* ({ content }: Entry) {
        const { giveUp } = yield* ActiveJobs
        const job = "job" in content ? Option.some(content.job) : JobCodec.decodeOption(content.body)
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
              bury(entry)
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
          return handler(new MemoryDelivery(entry)).pipe(
            Effect.exit,
            Effect.flatMap((exit) =>
              Exit.isSuccess(exit)
                ? Effect.sync(() => advance(group))
                : giveBack(group, entry, 1000 * backoffSeconds(entry.receiveCount))
            ),
            Effect.onInterrupt(() => giveBack(group, entry, settings.visibilityTimeoutMs))
          )
        })

      const enqueue: Queue["Service"]["enqueue"] = (job, attributes = {}) =>
        Effect.suspend((): Effect.Effect<void, QueueFull | JobTooLarge> => {
          const refused = JobCodec.refusal(job, attributes)
          if (refused !== undefined) return Effect.fail(refused)
          const group = groupId(job)
          const putFor = (caller: Caller) =>
            put(
              { groupId: group, attributes },
              deduplicationId(job),
              { job },
              { connection: group, caller, bytes: executionBytes(job.execution) }
            )
          // A job without a connection counts for its caller.
          return job.connectionId === undefined
            ? Effect.flatMap(CurrentCaller, putFor)
            : putFor(lookup.callerOf(job.connectionId))
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
        Context.add(CurrentBacklog, backlog),
        Context.add(QueueMemory, {
          send,
          deadLetters: () => deadLetters.map((entry) => new MemoryDelivery(entry))
        }),
        Context.add(QueueMonitor, {
          depth: Effect.sync(() => depth),
          bytes: Effect.sync(() => backlog.bytes),
          deadLetters: Effect.sync(() => deadLetters.length),
          whenEmpty: empty.await
        })
      )
    })
  )
