/** The state of a connection, what can happen to it, and what it has done. Every socket has a generation number. */

import type { TimerEffect } from "./Turn.ts"

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
  /** Exponent of the back-off; zero again after five seconds of being ready. */
  readonly attempts: number
  /** Attempts that failed in a row; three of them send runs over HTTP. */
  readonly failures: number
  readonly connectionId: string | undefined
  /** When the last frame came, in milliseconds. */
  readonly lastSeen: number
  /** When the socket became ready. */
  readonly readySince: number
  /** When a connection was last tried, to keep wake-ups at most once a second apart. */
  readonly triedAt: number
  readonly hidden: boolean
  readonly runsInFlight: number
  /** A pong is owed. */
  readonly pinged: boolean
}

export type ConnectionTimer = "open" | "greeting" | "pong" | "retry" | "heartbeat" | "uptime" | "hidden" | "rotate"

export type ConnectionEvent =
  /** `move` leaves the connection for another one, so that what was submitted for it is dropped. */
  | { readonly type: "start" | "stop" | "run" | "move" }
  | { readonly type: "opened"; readonly generation: number }
  | { readonly type: "frame"; readonly generation: number; readonly connectionId?: string }
  | { readonly type: "closed"; readonly generation: number; readonly code: number }
  | { readonly type: "timer"; readonly timer: ConnectionTimer }
  | { readonly type: "runs"; readonly inFlight: number }
  | { readonly type: "online" | "offline" | "visible" | "hidden" | "pageshow" | "pagehide" }

export type ConnectionEffect =
  | { readonly type: "open"; readonly generation: number }
  | { readonly type: "ping" }
  | { readonly type: "close"; readonly code: number }
  | TimerEffect<ConnectionTimer>
  | { readonly type: "ready"; readonly connectionId: string }
  | { readonly type: "lost" }

/** Where nothing was opened yet. */
export const initial: ConnectionState = {
  phase: "idle",
  generation: 0,
  attempts: 0,
  failures: 0,
  connectionId: undefined,
  lastSeen: 0,
  readySince: 0,
  triedAt: -Infinity,
  hidden: false,
  runsInFlight: 0,
  pinged: false
}
