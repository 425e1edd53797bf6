import type { Delivery } from "@glissade/core/Queue"
import * as JobCodec from "@glissade/core/JobCodec"
import { deduplicationId, groupId, Queue, QueueUnavailable } from "@glissade/core/Queue"
import * as Metrics from "@glissade/core/Metrics"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Semaphore from "effect/Semaphore"
import type { AwsFault } from "./SignedRequest.ts"
import type { ReceivedMessage } from "./Sqs.ts"
import * as SqsModule from "./Sqs.ts"
import { Sqs } from "./Sqs.ts"

/** How long a message that was not handled stays hidden, in seconds: left alone it would hold up its group for minutes. */
export const backoffSeconds = 5

/** How long a message is kept from others while it is handled here, in seconds, and how often that is renewed. */
const leaseSeconds = 30

/** How many messages are handled at a time. The next one is received when a handler is free: until then others may take it. */
export const maximumHandlers = 64

/** Somebody waits for the answer: two more tries within about a second. */
const sendRetries = { schedule: Schedule.jittered(Schedule.exponential(100)), times: 2 }

const toDelivery = ({ Attributes, Body, MessageAttributes, MessageId }: ReceivedMessage): Delivery => ({
  messageId: MessageId,
  groupId: Attributes.MessageGroupId,
  body: Body,
  receiveCount: Number(Attributes.ApproximateReceiveCount),
  attributes: Object.fromEntries(
    Object.entries(MessageAttributes ?? {}).flatMap(([name, { StringValue }]) =>
      StringValue === undefined ? [] : [[name, StringValue]]
    )
  )
})

const unavailable = (fault: AwsFault) => new QueueUnavailable({ message: `SQS: ${fault.code}` })

const logFault = (what: string) => (fault: AwsFault) =>
  Metrics.countFault("sqs").pipe(
    Effect.andThen(Effect.logError(what)),
    Effect.annotateLogs({ code: fault.code, status: fault.status, reason: fault.message })
  )

/** `Queue` on an SQS FIFO queue. On Lambda only `enqueue` is used: the event source mapping receives. */
export const layerSqs = Layer.effect(
  Queue,
  Effect.gen(function* () {
    const sqs = yield* Sqs

    const enqueue: Queue["Service"]["enqueue"] = Effect.fnUntraced(function* (job, attributes = {}) {
      const message = yield* JobCodec.encode(job, attributes)
      yield* sqs
        .send({ ...message, groupId: groupId(job), deduplicationId: deduplicationId(job) })
        .pipe(
          Effect.retry({ ...sendRetries, while: (fault) => fault.isTransient }),
          Effect.tapError(logFault("a job could not be put on the queue")),
          Effect.mapError(unavailable)
        )
    })

    const renew = (receiptHandle: string) =>
      sqs.hide(receiptHandle, leaseSeconds).pipe(Effect.delay((leaseSeconds * 1000) / 2), Effect.forever, Effect.ignore)

    const handle = <E, R>(message: ReceivedMessage, handler: (delivery: Delivery) => Effect.Effect<void, E, R>) =>
      Effect.raceFirst(
        Effect.exit(handler(toDelivery(message))),
        Effect.andThen(renew(message.ReceiptHandle), Effect.never)
      ).pipe(
        Effect.tap((exit) =>
          (Exit.isSuccess(exit)
            ? sqs.remove(message.ReceiptHandle)
            : sqs.hide(message.ReceiptHandle, backoffSeconds)
          ).pipe(Effect.catch(logFault("a message could not be dealt with and will come again")))
        )
      )

    /**
     * Takes one message at a time. A batch may hold several of one group, and each of them counts as received though it
     * waits for those before it: behind one that always fails, they would end as dead letters unhandled.
     */
    const consume: Queue["Service"]["consume"] = (handler) =>
      Effect.scoped(
        Effect.gen(function* () {
          const handlers = yield* Effect.scope
          const free = yield* Semaphore.make(maximumHandlers)
          while (true) {
            yield* free.take(1)
            const messages = yield* sqs.receive.pipe(
              Effect.tapError(logFault("messages could not be received")),
              Effect.retry(Schedule.min([Schedule.exponential(200), Schedule.spaced(10_000)])),
              Effect.mapError(unavailable)
            )
            const handled = Effect.forEach(messages, (message) => handle(message, handler), { discard: true })
            yield* Effect.forkIn(Effect.ensuring(handled, free.release(1)), handlers)
          }
        })
      )

    return Queue.of({ enqueue, consume })
  })
)

/** `Queue` on the queue of `EXECUTION_QUEUE_URL`. */
export const layer = layerSqs.pipe(Layer.provide(SqsModule.layer))
