/** The state of a connection, its events and its effects. Every socket has a generation number. */

import type { TimerEffect, TimerEvent } from "./Turn.ts"

export type ConnectionPhase =
  | "idle"
  | "connecting"
  | "greeting"
  | "ready"
  | "waiting"
  | "dormant"
  | "suspended"
  | "blocked"
  | "closed"

export interface ConnectionState {
  readonly phase: ConnectionPhase
  readonly generation: number
  /** Exponent of the backoff; reset after five seconds of being ready. */
  readonly attempts: number
  /** Consecutive failed attempts; three of them send runs over HTTP. */
  readonly failures: number
  readonly connectionId?: string | undefined
  /** When the last frame arrived, in milliseconds. */
  readonly lastSeen: number
  /** When the socket became ready. */
  readonly readySince: number
  /** When the last attempt to connect began, to keep wake-ups at least a second apart. */
  readonly triedAt: number
  readonly hidden?: boolean
  readonly runsInFlight: number
  /** A ping was sent and not answered yet. */
  readonly pinged: boolean
}

/** `open` bounds opening and greeting. `heartbeat` is the time of the next ping, or the deadline of its pong. */
export type ConnectionTimer = "open" | "retry" | "heartbeat" | "uptime" | "hidden" | "rotate"

export type ConnectionEvent =
  /** `move` replaces the connection on purpose, so that the server drops what was submitted for it. */
  | { readonly type: "start" | "stop" | "run" | "move" }
  | { readonly type: "opened"; readonly generation: number }
  | { readonly type: "frame"; readonly generation: number; readonly connectionId?: string | undefined }
  | { readonly type: "closed"; readonly generation: number; readonly code: number }
  | TimerEvent<ConnectionTimer>
  | { readonly type: "runs"; readonly inFlight: number }
  | { readonly type: "online" | "offline" | "visible" | "hidden" | "pageshow" | "pagehide" }

export type ConnectionEffect =
  | { readonly type: "open"; readonly generation: number }
  | { readonly type: "ping" }
  /** Closes the socket, if there is one. */
  | { readonly type: "close" }
  | TimerEffect<ConnectionTimer>
  | { readonly type: "ready"; readonly connectionId: string }
  | { readonly type: "lost" }
  /** The status for an indicator has changed. */
  | { readonly type: "status" }

/** For a client that has not connected yet, or never will. */
export const initial = (isWanted: boolean): ConnectionState => ({
  phase: isWanted ? "idle" : "blocked",
  generation: 0,
  attempts: 0,
  failures: 0,
  lastSeen: 0,
  readySince: 0,
  triedAt: -Infinity,
  runsInFlight: 0,
  pinged: false
})
