import type { Delivery } from "@glissade/core/Queue"
import { Queue, QueueUnavailable } from "@glissade/core/Queue"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { FaultSchedule } from "./FaultSchedule.ts"

/** Faults of a submit: `unavailable` accepts nothing, `unavailable-after` accepts it and fails all the same. */
export type EnqueueFault = "unavailable" | "unavailable-after"

/**
 * Faults of a delivery: it is handled twice at once (`twice`), handled and delivered again (`again`), or its handler fails before it begins
 * (`failed`).
 */
export type DeliveryFault = "twice" | "again" | "failed"

export interface FaultyQueueOptions {
  readonly enqueue?: FaultSchedule<EnqueueFault>
  readonly delivery?: FaultSchedule<DeliveryFault>
}

const never = () => undefined
const unavailable = new QueueUnavailable({ message: "a fault was scheduled" })

/** Another delivery of the same message, beside this one or after it. */
const next = (delivery: Delivery): Delivery => ({ ...delivery, receiveCount: delivery.receiveCount + 1 })

/** Handles one delivery with its fault. */
export const deliverWith = <E, R>(
  fault: DeliveryFault | undefined,
  handler: (delivery: Delivery) => Effect.Effect<void, E, R>,
  delivery: Delivery
): Effect.Effect<void, E | QueueUnavailable, R> => {
  switch (fault) {
    case "twice":
      return Effect.all([handler(delivery), Effect.ignore(handler(next(delivery)))], { concurrency: 2, discard: true })
    case "again":
      return Effect.andThen(handler(delivery), Effect.ignore(handler(next(delivery))))
    case "failed":
      return Effect.fail(unavailable)
    case undefined:
      return handler(delivery)
  }
}

/** A layer of `Queue` with faults. */
export const faultyQueue = <E, R>(
  layer: Layer.Layer<Queue, E, R>,
  { delivery: nextDelivery = never, enqueue: nextEnqueue = never }: FaultyQueueOptions
): Layer.Layer<Queue, E, R> =>
  Layer.effect(
    Queue,
    Effect.map(Queue, (queue) =>
      Queue.of({
        enqueue: (job, attributes) =>
          Effect.suspend(() => {
            const fault = nextEnqueue()
            if (fault === "unavailable") return Effect.fail(unavailable)
            const taken = queue.enqueue(job, attributes)
            return fault === undefined ? taken : Effect.andThen(taken, Effect.fail(unavailable))
          }),
        consume: (handler) =>
          queue.consume((delivery) => Effect.suspend(() => deliverWith(nextDelivery(), handler, delivery)))
      })
    )
  ).pipe(Layer.provide(layer))
