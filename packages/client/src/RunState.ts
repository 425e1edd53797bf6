import type { Artifact, ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { TimerEffect } from "./Turn.ts"
import type { RunMessage } from "./Wire.ts"

/** Why a run ended without a result. */
export interface RunFailure {
  /**
   * `rejected`: the server does not take the request as it is. `unreachable`: no route to the server worked. `lost`: it was
   * taken and no answer came; it may have run.
   */
  readonly code: "rejected" | "unreachable" | "lost"
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
  | { readonly type: "phase"; readonly phase: Exclude<RunPhase, "ended" | "checking">; readonly route: Route }
  | { readonly type: "output"; readonly stream: "stdout" | "stderr"; readonly data: string }
  /** What was shown so far is void: the output starts afresh. */
  | { readonly type: "restart" }

export type RunTimer = "connection" | "resubmit" | "started" | "result" | "gap" | "http"

export interface RunState {
  readonly phase: RunPhase
  readonly jobId: string
  /** Wall clock of the program in milliseconds, as far as the client knows. */
  readonly timeoutMs: number
  /** Longest run that has a synchronous form here. */
  readonly syncTimeoutMs: number
  readonly attempt: number
  /** Attempts that came to nothing through a fault; a connection that was changed on purpose is none. */
  readonly losses: number
  /** Where the current attempt was, or is being, submitted to. */
  readonly connectionId: string | undefined
  /** Tries of the current submit, or of the synchronous call. */
  readonly tries: number
  /** Whether this is the oldest run that has not ended; only its clocks run. */
  readonly isFirst: boolean
  /** The run that counts: highest (attempt, delivery), and of equals the first `runId`. */
  readonly rank: { readonly attempt: number; readonly delivery: number; readonly runId: string } | undefined
  readonly nextSeq: number
  readonly early: ReadonlyMap<number, RunMessage>
  readonly stdout: string
  readonly stderr: string
  /** Pictures, as far as they have come. */
  readonly artifacts: ReadonlyArray<Artifact>
}

/** What became of a submit. */
export type SubmitAnswer =
  | { readonly type: "accepted" }
  | { readonly type: "refused"; readonly failure: RunFailure }
  /** The server does not know the connection, or it is gone: submit again once there is another one. */
  | { readonly type: "stale" }
  | { readonly type: "busy"; readonly retryAfterMs: number | undefined; readonly message: string }
  /** Nobody knows whether it was taken. */
  | { readonly type: "unsure"; readonly message: string }

export type HttpAnswer =
  | { readonly type: "result"; readonly result: ExecutionResult }
  | { readonly type: "refused"; readonly failure: RunFailure }
  | { readonly type: "busy"; readonly retryAfterMs: number | undefined; readonly message: string }
  | { readonly type: "unsure"; readonly message: string }

/** What the server knows of a job that was submitted: its result, that it waits or runs, or nothing. */
export type ReadAnswer =
  | { readonly type: "finished"; readonly result: ExecutionResult }
  | { readonly type: "active" }
  | { readonly type: "unknown" }

export type RunInput =
  | { readonly type: "begin"; readonly connectionId: string | undefined; readonly http: boolean }
  | { readonly type: "first" }
  /** Goes on with a job of which `attempt` was the latest submit, after a reload of the page. */
  | { readonly type: "resume"; readonly attempt: number; readonly connectionId: string | undefined }
  /** `isPlanned`: the connection before was left on purpose. */
  | { readonly type: "connected"; readonly connectionId: string; readonly isPlanned?: boolean }
  | { readonly type: "read"; readonly phase: RunPhase; readonly answer: ReadAnswer; readonly http: boolean }
  | { readonly type: "disconnected" }
  | { readonly type: "submitted"; readonly attempt: number; readonly answer: SubmitAnswer }
  | { readonly type: "answered"; readonly answer: HttpAnswer }
  | { readonly type: "message"; readonly message: RunMessage }
  | { readonly type: "timer"; readonly timer: RunTimer }
  | { readonly type: "stop" }

export type RunEffect =
  | { readonly type: "submit"; readonly attempt: number; readonly connectionId: string }
  | { readonly type: "http" }
  /** Asks what became of the job; the answer is to name the phase that the run was in then. */
  | { readonly type: "read"; readonly phase: RunPhase }
  /** Asks the server to stop the job. */
  | { readonly type: "cancel"; readonly connectionId: string | undefined }
  | { readonly type: "abort" }
  | TimerEffect<RunTimer>
  | { readonly type: "emit"; readonly event: RunEvent }
  | { readonly type: "end"; readonly outcome: Outcome }

/** A run that nothing has been done for yet. */
export const initial = (jobId: string, timeoutMs: number, syncTimeoutMs: number): RunState => ({
  phase: "waiting",
  jobId,
  timeoutMs,
  syncTimeoutMs,
  attempt: 0,
  losses: 0,
  connectionId: undefined,
  tries: 0,
  isFirst: false,
  rank: undefined,
  nextSeq: 0,
  early: new Map(),
  stdout: "",
  stderr: "",
  artifacts: []
})
