import type { ConnectionId } from "@glissade/protocol/Ids"
import type { ServerMessage } from "@glissade/protocol/Message"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Caller } from "../identity/Caller.ts"
import { unknownCaller } from "../identity/Caller.ts"
import { ConnectionLookup } from "./ConnectionLookup.ts"
import { monotonicMs } from "../telemetry/Monotonic.ts"

/** The connection is closed: no message will ever arrive there, so the push is not retried. */
export class ConnectionGone extends Schema.TaggedError<ConnectionGone>()("ConnectionGone", {}) {}

/** The message could not be sent now; another try may succeed. */
export class PushUnavailable extends Schema.TaggedError<PushUnavailable>()("PushUnavailable", {
  message: Schema.String
}) {}

/**
 * Sends messages to connections. `send` returns when the message is handed to the transport: messages of one connection arrive in the order
 * in which they were sent, and each at most once unless the send failed.
 */
export class Push extends Context.Service<
  Push,
  {
    readonly send: (
      connectionId: ConnectionId,
      message: ServerMessage
    ) => Effect.Effect<void, ConnectionGone | PushUnavailable>
  }
>()("@glissade/core/Push") {}

/** Receives the messages for one connection: a socket's writer, or a list in a test. */
export type Receiver = (message: ServerMessage) => Effect.Effect<void, ConnectionGone | PushUnavailable>

/** The connections of this process. `open` registers a receiver and its caller under a connection id until it is closed. */
export class Connections extends Context.Service<
  Connections,
  {
    readonly open: (connectionId: ConnectionId, receiver: Receiver, caller?: Caller) => Effect.Effect<void>
    readonly close: (connectionId: ConnectionId) => Effect.Effect<void>
    readonly isOpen: (connectionId: ConnectionId) => boolean
    readonly count: () => number
    /** The number of a caller's connections. */
    readonly countOf: (caller: Caller) => number
  }
>()("@glissade/core/Connections") {}

interface Connection {
  readonly receiver: Receiver
  readonly caller: Caller
  readonly onClosed: Set<() => void>
}

/** How many closed connections are remembered with their closing time; jobs outlive their connection by seconds only. */
export const maximumClosed = 10_000

/** `Push` to connections of this process, and their state. */
export const layerMemory: Layer.Layer<Push | Connections> = Layer.effectContext(
  Effect.sync(() => {
    const connections = new Map<ConnectionId, Connection>()
    const closedAt = new Map<ConnectionId, number>()
    const counts = new Map<string, number>()

    const count = ({ key }: Caller, change: 1 | -1) => {
      const left = (counts.get(key) ?? 0) + change
      if (left > 0) counts.set(key, left)
      else counts.delete(key)
    }

    const close = (connectionId: ConnectionId) =>
      Effect.map(monotonicMs, (now) => {
        const connection = connections.get(connectionId)
        if (connection === undefined) return
        connections.delete(connectionId)
        count(connection.caller, -1)
        closedAt.set(connectionId, now)
        if (closedAt.size > maximumClosed) closedAt.delete(closedAt.keys().next().value!)
        for (const callback of Array.from(connection.onClosed)) callback()
      })

    return Context.empty().pipe(
      Context.add(Push, {
        send: (connectionId, message) => {
          const connection = connections.get(connectionId)
          return connection === undefined ? Effect.fail(new ConnectionGone()) : connection.receiver(message)
        }
      }),
      Context.add(Connections, {
        open: (connectionId, receiver, caller = unknownCaller) =>
          Effect.sync(() => {
            connections.set(connectionId, { receiver, caller, onClosed: new Set() })
            count(caller, 1)
          }),
        close,
        isOpen: (connectionId) => connections.has(connectionId),
        count: () => connections.size,
        countOf: ({ key }) => counts.get(key) ?? 0
      }),
      Context.add(ConnectionLookup, {
        isOpen: (connectionId) => connections.has(connectionId),
        onClosed: (connectionId, callback) => {
          const connection = connections.get(connectionId)
          if (connection === undefined) callback()
          connection?.onClosed.add(callback)
          return () => connection?.onClosed.delete(callback)
        },
        closedForMs: (connectionId) =>
          Effect.map(monotonicMs, (now) =>
            connections.has(connectionId) ? 0 : now - (closedAt.get(connectionId) ?? Number.NEGATIVE_INFINITY)
          ),
        callerOf: (connectionId) => connections.get(connectionId)?.caller ?? unknownCaller
      })
    )
  })
)
