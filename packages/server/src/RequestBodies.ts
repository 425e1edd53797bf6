import { problemResponse } from "@glissade/api/ProblemResponse"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import { monotonicMs } from "@glissade/core/Monotonic"

/** Bodies that may be under way at once. Each has a megabyte at most, so that they come to 128 MiB. */
export const maximumBodies = 128

/** How long a body may be under way while others are refused for it, in milliseconds. */
export const slowMs = 2_000

const refused = problemResponse({
  status: 503,
  type: "unavailable",
  title: "Too many requests are being sent at once",
  detail: "as many bodies are under way as the server takes; nothing was accepted, try again",
  retryAfter: 1
})

/**
 * Bounds the bodies that are under way. When there are as many as may be, the one that has been coming for longest is cut off if it is
 * slow, so that whoever sends a body byte by byte keeps nobody out.
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
        // What came in one piece with its head takes no room of its own.
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
