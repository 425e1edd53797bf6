import type { ConnectionId } from "@glissade/protocol/Ids"
import type { ServerMessage } from "@glissade/protocol/Message"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

/** The person left: nothing sent to this connection will ever arrive, so it is not retried. */
export class ConnectionGone extends Schema.TaggedError<ConnectionGone>()("ConnectionGone", {}) {}

/** The message could not be sent now; another try may succeed. */
export class PushUnavailable extends Schema.TaggedError<PushUnavailable>()("PushUnavailable", {
  message: Schema.String
}) {}

/**
 * Sends messages to connections. `send` returns when the message is on its way: messages of one connection arrive in the
 * order in which they were sent, and each at most once unless the send failed.
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

/** Where the messages for one connection go: a socket's writer, or a list in a test. */
export type Receiver = (message: ServerMessage) => Effect.Effect<void, ConnectionGone | PushUnavailable>

/**
 * The connections of this process. `open` ties a receiver to a connection id until the scope closes; `isOpen` tells whether
 * a push could arrive.
 */
export class Connections extends Context.Service<
  Connections,
  {
    readonly open: (connectionId: ConnectionId, receiver: Receiver) => Effect.Effect<void>
    readonly close: (connectionId: ConnectionId) => Effect.Effect<void>
    readonly isOpen: (connectionId: ConnectionId) => boolean
    readonly count: () => number
  }
>()("@glissade/core/Connections") {}

/** `Push` to connections of this process. */
export const layerMemory: Layer.Layer<Push | Connections> = Layer.effectContext(
  Effect.sync(() => {
    const receivers = new Map<ConnectionId, Receiver>()
    return Context.empty().pipe(
      Context.add(Push, {
        send: (connectionId, message) => {
          const receiver = receivers.get(connectionId)
          return receiver === undefined ? Effect.fail(new ConnectionGone()) : receiver(message)
        }
      }),
      Context.add(Connections, {
        open: (connectionId, receiver) => Effect.sync(() => void receivers.set(connectionId, receiver)),
        close: (connectionId) => Effect.sync(() => void receivers.delete(connectionId)),
        isOpen: (connectionId) => receivers.has(connectionId),
        count: () => receivers.size
      })
    )
  })
)
