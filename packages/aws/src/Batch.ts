import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { ReceivedDelivery } from "./SqsDelivery.ts"
import type { SqsBatchResponse } from "./SqsEvent.ts"
import type { Handler } from "./SqsHandling.ts"
import { giveBack, handleDelivery } from "./SqsHandling.ts"

/** Handles one group in order, and returns the messages to be delivered again: the first that failed and all after it. */
const handleGroup = Effect.fnUntraced(function* <E, R>(
  deliveries: ReadonlyArray<ReceivedDelivery>,
  handler: Handler<E, R>
) {
  for (const [index, delivery] of deliveries.entries()) {
    if (Exit.isFailure(yield* handleDelivery(delivery, handler))) return deliveries.slice(index)
  }
  return []
})

/** Handles a batch as a FIFO queue requires: groups concurrently, the messages of a group in order, and none of them after a failure. */
export const handleBatch = Effect.fnUntraced(function* <E, R>(
  deliveries: ReadonlyArray<ReceivedDelivery>,
  handler: Handler<E, R>
) {
  const groups = Map.groupBy(deliveries, (delivery) => delivery.groupId)
  const failed = yield* Effect.forEach(groups.values(), (group) => handleGroup(group, handler), {
    concurrency: "unbounded"
  })
  const comeAgain = failed.flat()
  yield* Effect.forEach(comeAgain, giveBack, { concurrency: "unbounded", discard: true })
  const response: SqsBatchResponse = {
    batchItemFailures: comeAgain.map(({ messageId }) => ({ itemIdentifier: messageId }))
  }
  return response
})
