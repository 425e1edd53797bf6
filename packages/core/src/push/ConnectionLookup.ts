import type { ConnectionId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Caller } from "../identity/Caller.ts"
import { unknownCaller } from "../identity/Caller.ts"

/**
 * What is known of the connections that jobs are for. Where they are held elsewhere (API Gateway) nothing can be known, and every
 * connection counts as open: that is the default.
 */
export const ConnectionLookup = Context.Reference<{
  /** Whether a push to the connection could arrive. */
  readonly isOpen: (connectionId: ConnectionId) => boolean
  /** Calls back when the connection is closed, at once where it is not open, until the answer is called. */
  readonly onClosed: (connectionId: ConnectionId, callback: () => void) => () => void
  /** How long the connection has been closed, in milliseconds; 0 while it is open, infinite where it was closed long ago. */
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
