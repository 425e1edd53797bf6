import type { Artifact, ExecutionResult } from "./Result.ts"
import type { TimerEffect, TimerEvent } from "./Turn.ts"
import type { RunMessage } from "./Wire.ts"

/** Why a run ended without a result. */
export interface RunFailure {
  /**
   * `rejected`: the server does not take the request as it is. `busy`: it has too much to do, and nothing was accepted. `unreachable`: no
   * route to the server worked. `lost`: it was taken and no answer came; it may have run.
   */
  readonly code: "rejected" | "busy" | "unreachable" | "lost"
  readonly message: string
  /** HTTP status of the refusal. */
  readonly status?: number
  /** Bad fields of the request, from the problem details. */
  readonly issues?: ReadonlyArray<{ readonly path: ReadonlyArray<string | number>; readonly message: string }>
}

/** What a run comes to: exactly one of these. */
export type Outcome =
  | { readonly type: "result"; readonly result: ExecutionResult; readonly route: Route }
  | { readonly type: "failure"; readonly failure: RunFailure }
  | { readonly type: "cancelled" }

/** How the answer travels: pushed over the WebSocket, or as the answer to an HTTP call. */
export type Route = "live" | "http"

export type RunPhase = "waiting" | "checking" | "submitting" | "queued" | "running" | "http" | "ended"

/** What the person may see of a run while it lasts. */
export type RunEvent =
  | {
      readonly type: "phase"
      readonly phase: Exclude<RunPhase, "ended" | "checking">
      readonly route: Route
      /** The submits so far: from the second on, the program runs again from its beginning. */
      readonly attempt: number
    }
  | { readonly type: "output"; readonly stream: "stdout" | "stderr"; readonly data: string }
  /** What was shown so far is void: the output starts afresh. */
  | { readonly type: "restart" }

/** `answer` is how long a run is queued, or runs, before anybody asks about it. */
export type RunTimer = "connection" | "retry" | "answer" | "gap"

export interface RunState {
  readonly phase: RunPhase
  /** Wall clock of the program in milliseconds, as far as the client knows. */
  readonly timeoutMs: number
  /** Whether it is short enough for the synchronous call. */
  readonly hasHttpForm: boolean
  readonly attempt: number
  /** Attempts that came to nothing through a fault; a connection that was changed on purpose is none. */
  readonly losses: number
  /** Where the current attempt was, or is being, submitted to. */
  readonly connectionId?: string | undefined
  /** The connection that the client sent an attach over. */
  readonly asked?: string | undefined
  /** Whether the server has accepted it, on whatever attempt. */
  readonly isTaken?: boolean
  /** Whether the last answer was that the server has too much to do. */
  readonly isBusy?: boolean
  /** Tries of the current submit, or of the synchronous call, that came to nothing. */
  readonly tries: number
  /** Whether this is the oldest run that has not ended; only its clocks run. */
  readonly isFirst?: boolean
  /** The run that counts: of the current attempt the highest delivery, and of equals the first `runId`. Deliveries count from 1. */
  readonly delivery: number
  readonly runId?: string | undefined
  readonly nextSeq: number
  readonly early: ReadonlyMap<number, RunMessage>
  readonly stdout: string
  readonly stderr: string
  /** Pictures, as far as they have come. */
  readonly artifacts: ReadonlyArray<Artifact>
}

/** What the server says to a submit, to the synchronous call, or to a question about the job. */
export type RunAnswer =
  | { readonly type: "result"; readonly result: ExecutionResult }
  | { readonly type: "refused"; readonly failure: RunFailure }
  | { readonly type: "accepted" }
  /** The server does not know the connection, or it is gone: submit again once there is another one. */
  | { readonly type: "stale" }
  /** It waits or runs. */
  | { readonly type: "active" }
  | { readonly type: "unknown" }
  /** `busy`: it was not taken. `unsure`: nobody knows. */
  | { readonly type: "busy" | "unsure"; readonly message: string; readonly retryAfterMs: number }

export type RunInput =
  /** With an attempt, goes on with a job of which that was the latest submit, after a reload of the page. */
  | {
      readonly type: "begin"
      readonly attempt: number
      readonly connectionId: string | undefined
      readonly http: boolean
    }
  | { readonly type: "first" }
  /** `isPlanned`: the connection before was left on purpose. */
  | { readonly type: "connected"; readonly connectionId: string; readonly isPlanned?: boolean }
  | { readonly type: "disconnected" }
  /** `attempt` and `phase` are those that the run had when it asked. `http`: runs go over HTTP now. */
  | {
      readonly type: "answered"
      readonly attempt: number
      readonly phase: RunPhase
      readonly answer: RunAnswer
      readonly http: boolean
    }
  | { readonly type: "message"; readonly message: RunMessage }
  /** The server's answer to an attach: whether it pushes the job over this connection from now on. */
  | { readonly type: "attached"; readonly found: boolean }
  | TimerEvent<RunTimer>
  | { readonly type: "stop" }

export type RunEffect =
  | { readonly type: "submit"; readonly attempt: number; readonly connectionId: string }
  | { readonly type: "http" }
  /** Asks the server to push the job's messages over this connection from now on. */
  | { readonly type: "attach" }
  /** Asks what became of the job. */
  | { readonly type: "read" }
  /** Asks the server to stop the job. */
  | { readonly type: "cancel"; readonly connectionId: string | undefined }
  | TimerEffect<RunTimer>
  | { readonly type: "emit"; readonly event: RunEvent }
  | { readonly type: "end"; readonly outcome: Outcome }

/** A run that nothing has been done for yet. `syncTimeoutMs` is the longest that the synchronous call is there for. */
export const initial = (timeoutMs: number, syncTimeoutMs: number): RunState => ({
  phase: "waiting",
  timeoutMs,
  hasHttpForm: timeoutMs <= syncTimeoutMs,
  attempt: 0,
  losses: 0,
  tries: 0,
  delivery: 0,
  nextSeq: 0,
  early: new Map(),
  stdout: "",
  stderr: "",
  artifacts: []
})
