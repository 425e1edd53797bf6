import * as Metrics from "@glissade/core/Metrics"
import type { Delivery } from "@glissade/core/Queue"
import { backoffSeconds } from "@glissade/core/Queue"
import * as Effect from "effect/Effect"
import type { AwsFault } from "./AwsFault.ts"
import { Sqs } from "./Sqs.ts"
import type { ReceivedDelivery } from "./SqsDelivery.ts"
import * as XRay from "./XRay.ts"

/** Handles a delivery. */
export type Handler<E, R> = (delivery: Delivery) => Effect.Effect<void, E, R>

/** Counts and logs failed requests to SQS. */
export const logFault = (what: string, fault: AwsFault) =>
  Metrics.countFault("sqs").pipe(
    Effect.andThen(Effect.logError(what)),
    Effect.annotateLogs({
      code: fault.code,
      status: fault.status,
      reason: fault.message,
      ...(fault.requestId === undefined ? {} : { request_id: fault.requestId })
    })
  )

/** Handles one delivery within its trace, and returns how it ended. */
export const handleDelivery = <E, R>(delivery: ReceivedDelivery, handler: Handler<E, R>) => {
  const exit = Effect.exit(handler(delivery))
  const { traceHeader } = delivery
  return traceHeader === undefined
    ? exit
    : exit.pipe(
        Effect.provideService(XRay.TraceHeader, traceHeader),
        Effect.annotateLogs({ xray_trace_id: XRay.traceId(traceHeader) })
      )
}

/** Returns a failed message to the queue. Without the backoff, the visibility timeout would block its group for minutes. */
export const giveBack = Effect.fnUntraced(function* ({ messageId, receiptHandle, receiveCount }: ReceivedDelivery) {
  const sqs = yield* Sqs
  yield* sqs.hide(receiptHandle, backoffSeconds(receiveCount)).pipe(
    Effect.catch((fault) => logFault("a message comes again only after its visibility timeout", fault)),
    Effect.annotateLogs({ message_id: messageId })
  )
})
