import * as JobCodec from "@glissade/core/JobCodec"
import { deduplicationId, groupId, Queue, QueueUnavailable } from "@glissade/core/Queue"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Semaphore from "effect/Semaphore"
import type { AwsFault } from "./AwsFault.ts"
import * as SqsModule from "./Sqs.ts"
import { Sqs } from "./Sqs.ts"
import type { ReceivedDelivery } from "./SqsDelivery.ts"
import type { Handler } from "./SqsHandling.ts"
import { giveBack, handleDelivery, logFault } from "./SqsHandling.ts"

/** The visibility timeout of a message that is handled here, in seconds, and how often it is extended. */
const leaseSeconds = 30

/** How many messages are handled at a time. The next one is received when a handler is free; until then other workers can take it. */
const maximumHandlers = 64

const unavailable = (fault: AwsFault) => new QueueUnavailable({ message: `SQS: ${fault.code}` })

/** `Queue` on an SQS FIFO queue. On Lambda only `enqueue` is used: the event source mapping receives messages. */
export const layerSqs = Layer.effect(
  Queue,
  Effect.gen(function* () {
    const sqs = yield* Sqs

    const enqueue: Queue["Service"]["enqueue"] = Effect.fnUntraced(function* (job, attributes = {}) {
      const message = yield* JobCodec.encode(job, attributes)
      yield* sqs.send({ ...message, groupId: groupId(job), deduplicationId: deduplicationId(job) }).pipe(
        Effect.tapError((fault) => logFault("a job could not be put on the queue", fault)),
        Effect.mapError(unavailable)
      )
    })

    const renew = ({ receiptHandle }: ReceivedDelivery) =>
      sqs.hide(receiptHandle, leaseSeconds).pipe(Effect.delay((leaseSeconds * 1000) / 2), Effect.forever, Effect.ignore)

    const remove = ({ receiptHandle }: ReceivedDelivery) =>
      Effect.catch(sqs.remove(receiptHandle), (fault) =>
        logFault("a message that was handled could not be removed and will come again", fault)
      )

    const handle = <E, R>(delivery: ReceivedDelivery, handler: Handler<E, R>) =>
      Effect.raceFirst(handleDelivery(delivery, handler), Effect.andThen(renew(delivery), Effect.never)).pipe(
        Effect.flatMap((exit) =>
          Exit.isSuccess(exit) ? remove(delivery) : Effect.provideService(giveBack(delivery), Sqs, sqs)
        )
      )

    /**
     * Receives one message at a time. In a batch, messages of one group count as received while they wait for those before them: behind one
     * that always fails, they would become dead letters without being handled.
     */
    const consume: Queue["Service"]["consume"] = (handler) =>
      Effect.scoped(
        Effect.gen(function* () {
          const handlers = yield* Effect.scope
          const free = yield* Semaphore.make(maximumHandlers)
          while (true) {
            yield* free.take(1)
            const deliveries = yield* sqs.receive.pipe(
              Effect.tapError((fault) => logFault("messages could not be received", fault)),
              Effect.retry(Schedule.min([Schedule.exponential(200), Schedule.spaced(10_000)])),
              Effect.mapError(unavailable)
            )
            const handled = Effect.forEach(deliveries, (delivery) => handle(delivery, handler), { discard: true })
            yield* Effect.forkIn(Effect.ensuring(handled, free.release(1)), handlers)
          }
        })
      )

    return Queue.of({ enqueue, consume })
  })
)

/** `Queue` on the queue at `EXECUTION_QUEUE_URL`. */
export const layer = layerSqs.pipe(Layer.provide(SqsModule.layer))
