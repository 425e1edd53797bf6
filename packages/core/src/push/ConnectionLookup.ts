import type { ConnectionId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Caller } from "../identity/Caller.ts"
import { unknownCaller } from "../identity/Caller.ts"

/**
 * The state of the connections that jobs are for. By default every connection counts as open, for hosts whose connections are held
 * elsewhere (API Gateway).
 */
export const ConnectionLookup = Context.Reference<{
  /** Whether a push to the connection could arrive. */
  readonly isOpen: (connectionId: ConnectionId) => boolean
  /** Calls back when the connection closes, at once if it is not open. Returns a function that unsubscribes. */
  readonly onClosed: (connectionId: ConnectionId, callback: () => void) => () => void
  /** How long the connection has been closed, in milliseconds; 0 while it is open, infinite if it was closed long ago. */
  readonly closedForMs: (connectionId: ConnectionId) => Effect.Effect<number>
  readonly callerOf: (connectionId: ConnectionId) => Caller
}>("@glissade/core/ConnectionLookup", {
  defaultValue: () => ({
    isOpen: () => true,
    onClosed: () => () => {},
    closedForMs: () => Effect.succeed(0),
    callerOf: () => unknownCaller
  })
})
