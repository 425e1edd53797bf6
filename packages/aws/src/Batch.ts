import type { Delivery } from "@glissade/core/Queue"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { ReceivedDelivery, SqsBatchResponse } from "./SqsEvent.ts"
import { Sqs } from "./Sqs.ts"
import { backoffSeconds } from "./SqsQueue.ts"

/** Handles one group in its order, and answers with what is to come again: the first that failed and all after it. */
const handleGroup = Effect.fnUntraced(function* <E, R>(
  deliveries: ReadonlyArray<ReceivedDelivery>,
  handler: (delivery: Delivery) => Effect.Effect<void, E, R>
) {
  for (const [index, delivery] of deliveries.entries()) {
    const exit = yield* Effect.exit(handler(delivery))
    if (Exit.isFailure(exit)) return deliveries.slice(index)
  }
  return []
})

/** What is given back waits five seconds, not the whole visibility timeout, which would hold up its group for minutes. */
const giveBackSoon = Effect.fnUntraced(function* (delivery: ReceivedDelivery) {
  const sqs = yield* Sqs
  yield* sqs
    .hide(delivery.receiptHandle, backoffSeconds)
    .pipe(
      Effect.catch((fault) =>
        Effect.logWarning("a message comes again only after its visibility timeout").pipe(
          Effect.annotateLogs({ message_id: delivery.messageId, code: fault.code })
        )
      )
    )
})

/**
 * Handles a batch with the semantics of a FIFO queue: groups beside one another, each in its order, and in a group nothing
 * after the first failure.
 */
export const handleBatch = Effect.fnUntraced(function* <E, R>(
  deliveries: ReadonlyArray<ReceivedDelivery>,
  handler: (delivery: Delivery) => Effect.Effect<void, E, R>
) {
  const groups = Map.groupBy(deliveries, (delivery) => delivery.groupId)
  const failed = yield* Effect.forEach(groups.values(), (group) => handleGroup(group, handler), {
    concurrency: "unbounded"
  })
  const comeAgain = failed.flat()
  yield* Effect.forEach(comeAgain, giveBackSoon, { concurrency: "unbounded", discard: true })
  const response: SqsBatchResponse = {
    batchItemFailures: comeAgain.map(({ messageId }) => ({ itemIdentifier: messageId }))
  }
  return response
})
