import { problemResponse } from "@glissade/api/ProblemResponse"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import { monotonicMs } from "@glissade/core/Monotonic"

/** Bodies that may be in transfer at once. Each is at most 1 MiB, so 128 MiB in all. */
export const maximumBodies = 128

/** How long a body may take while others are refused, in milliseconds. */
export const slowMs = 2_000

const refused = problemResponse({
  status: 503,
  type: "unavailable",
  title: "Too many requests are being sent at once",
  detail: "as many bodies are under way as the server takes; nothing was accepted, try again",
  retryAfter: 1
})

/**
 * Bounds the bodies in transfer. When the maximum is reached, the oldest one is aborted if it is slow, so that clients that send byte by
 * byte cannot block others.
 */
export const layer = HttpRouter.middleware(
  Effect.sync(() => {
    // In the order in which they began.
    const incoming = new Map<ReturnType<typeof NodeHttpServerRequest.toIncomingMessage>, number>()

    const makeRoom = (now: number): boolean => {
      if (incoming.size < maximumBodies) return true
      for (const message of incoming.keys()) if (message.complete || message.destroyed) incoming.delete(message)
      if (incoming.size < maximumBodies) return true
      const [oldest] = incoming
      if (oldest === undefined || now - oldest[1] < slowMs) return false
      incoming.delete(oldest[0])
      oldest[0].destroy()
      return true
    }

    return <E, R>(effect: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
      Effect.gen(function* () {
        const message = NodeHttpServerRequest.toIncomingMessage(yield* HttpServerRequest.HttpServerRequest)
        // A body that arrived together with its head needs no slot.
        if (message.complete || message.method === "GET" || message.method === "HEAD") return yield* effect
        const now = yield* monotonicMs
        if (!makeRoom(now)) return refused
        incoming.set(message, now)
        return yield* Effect.ensuring(
          effect,
          Effect.sync(() => incoming.delete(message))
        )
      })
  }),
  { global: true }
)
