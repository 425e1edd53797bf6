import { ConnectionGone, Push, PushUnavailable } from "@glissade/core/Push"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { FaultSchedule } from "./FaultSchedule.ts"

/**
 * Faults of a push. `unavailable` fails and sends nothing; `unavailable-after` sends and fails all the same; `lost` succeeds and sends
 * nothing; `repeated` sends twice; `late` succeeds at once and sends after later messages; `slow` delays the sender too; `gone` reports a
 * closed connection.
 */
export type PushFault = "unavailable" | "unavailable-after" | "lost" | "repeated" | "late" | "slow" | "gone"

export interface FaultyPushOptions {
  readonly schedule: FaultSchedule<PushFault>
  /** The delay of late and slow messages, in milliseconds. */
  readonly lateMs?: number
}

const unavailable = new PushUnavailable({ message: "a fault was scheduled" })

/** A layer of `Push` with faults. */
export const faultyPush = <E, R>(
  layer: Layer.Layer<Push, E, R>,
  { lateMs = 1_500, schedule }: FaultyPushOptions
): Layer.Layer<Push, E, R> =>
  Layer.effect(
    Push,
    Effect.gen(function* () {
      const push = yield* Push
      const scope = yield* Effect.scope
      return Push.of({
        send: (connectionId, message) =>
          Effect.suspend(() => {
            const send = push.send(connectionId, message)
            switch (schedule()) {
              case "unavailable":
                return Effect.fail(unavailable)
              case "unavailable-after":
                return Effect.andThen(send, Effect.fail(unavailable))
              case "lost":
                return Effect.void
              case "repeated":
                return Effect.andThen(send, send)
              case "late":
                return Effect.asVoid(Effect.forkIn(Effect.ignore(Effect.delay(send, lateMs)), scope))
              case "slow":
                return Effect.delay(send, lateMs)
              case "gone":
                return Effect.fail(new ConnectionGone())
              case undefined:
                return send
            }
          })
      })
    })
  ).pipe(Layer.provide(layer))
