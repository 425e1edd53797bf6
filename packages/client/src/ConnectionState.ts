/** The state of a connection, what can happen to it, and what it has done. Every socket has a generation number. */

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
  /** Exponent of the back-off; zero again after five seconds of being ready. */
  readonly attempts: number
  /** Attempts that failed in a row; three of them send runs over HTTP. */
  readonly failures: number
  readonly connectionId?: string | undefined
  /** When the last frame came, in milliseconds. */
  readonly lastSeen: number
  /** When the socket became ready. */
  readonly readySince: number
  /** When a connection was last tried, to keep wake-ups at most once a second apart. */
  readonly triedAt: number
  readonly hidden?: boolean
  readonly runsInFlight: number
  /** A pong is owed. */
  readonly pinged: boolean
}

/** `open` is what opening and greeting may take, `heartbeat` the next ping, or the end of the wait for its pong. */
export type ConnectionTimer = "open" | "retry" | "heartbeat" | "uptime" | "hidden" | "rotate"

export type ConnectionEvent =
  /** `move` leaves the connection for another one, so that what was submitted for it is dropped. */
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
  /** Closes the socket, where there is one. */
  | { readonly type: "close" }
  | TimerEffect<ConnectionTimer>
  | { readonly type: "ready"; readonly connectionId: string }
  | { readonly type: "lost" }
  /** What an indicator shows is another one now. */
  | { readonly type: "status" }

/** Where nothing was opened yet, or never is. */
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
