import type { Artifact, ExecutionResult } from "./Result.ts"
import type { TimerEffect, TimerEvent } from "./Turn.ts"
import type { RunMessage } from "./Wire.ts"

/** Why a run ended without a result. */
export interface RunFailure {
  /**
   * `rejected`: the server refused the request. `busy`: it is overloaded, and nothing was accepted. `unreachable`: neither WebSocket nor
   * HTTP worked. `lost`: the request was accepted but no answer came; the program may have run.
   */
  readonly code: "rejected" | "busy" | "unreachable" | "lost"
  readonly message: string
  /** HTTP status of the refusal. */
  readonly status?: number
  /** Invalid fields of the request, from the problem details. */
  readonly issues?: ReadonlyArray<{ readonly path: ReadonlyArray<string | number>; readonly message: string }>
}

/** The outcome of a run: exactly one of these. */
export type Outcome =
  | { readonly type: "result"; readonly result: ExecutionResult; readonly route: Route }
  | { readonly type: "failure"; readonly failure: RunFailure }
  | { readonly type: "cancelled" }

/** How the answer travels: pushed over the WebSocket, or as the response to an HTTP call. */
export type Route = "live" | "http"

export type RunPhase = "waiting" | "checking" | "submitting" | "queued" | "running" | "http" | "ended"

/** What a person may see of a run while it is in progress. */
export type RunEvent =
  | {
      readonly type: "phase"
      readonly phase: Exclude<RunPhase, "ended" | "checking">
      readonly route: Route
      /** The current attempt: from the second one on, the program runs again from its beginning. */
      readonly attempt: number
    }
  | {
      readonly type: "output"
      readonly stream: "stdout" | "stderr"
      /** Of the compiler, where the request said `compile_output`. */
      readonly stage?: "compile" | undefined
      readonly data: string
    }
  /** The program waits for input: see `typeInto`. */
  | { readonly type: "waiting" }
  /** The output shown so far is void and starts again. */
  | { readonly type: "restart" }

/** `answer` is how long a run is queued, or runs, before the client asks the server about it. */
export type RunTimer = "connection" | "retry" | "answer" | "gap"

export interface RunState {
  readonly phase: RunPhase
  /** The time limit of the program in milliseconds, as far as the client knows. */
  readonly timeoutMs: number
  /** Whether it is short enough for the synchronous call. */
  readonly hasHttpForm: boolean
  readonly attempt: number
  /** Attempts lost to a fault. A connection that was replaced on purpose does not count. */
  readonly losses: number
  /** The connection that the current attempt was submitted for. */
  readonly connectionId?: string | undefined
  /** The connection on which the client sent an `attach`. */
  readonly asked?: string | undefined
  /** Whether the server has accepted any attempt. */
  readonly isTaken?: boolean
  /** Whether the last answer was that the server is overloaded. */
  readonly isBusy?: boolean
  /** Failed tries of the current submit, or of the synchronous call. */
  readonly tries: number
  /** Whether this is the oldest run without an outcome. Only its answer timers run. */
  readonly isFirst?: boolean
  /** The current run: of the current attempt the highest delivery, and within it the first `runId`. Deliveries count from 1. */
  readonly delivery: number
  readonly runId?: string | undefined
  readonly nextSeq: number
  readonly early: ReadonlyMap<number, RunMessage>
  readonly stdout: string
  readonly stderr: string
  /** What the compiler wrote on either stream, where it is told apart. */
  readonly compile: string
  /** Pictures, as far as they have arrived. */
  readonly artifacts: ReadonlyArray<Artifact>
}

/** The server's answer to a submit, to the synchronous call, or to a question about the job. */
export type RunAnswer =
  | { readonly type: "result"; readonly result: ExecutionResult }
  | { readonly type: "refused"; readonly failure: RunFailure }
  | { readonly type: "accepted" }
  /** The server does not know the connection, or it is closed: submit again once there is another one. */
  | { readonly type: "stale" }
  /** The job waits or runs. */
  | { readonly type: "active" }
  | { readonly type: "unknown" }
  /** `busy`: it was not accepted. `unsure`: it may have been accepted. */
  | { readonly type: "busy" | "unsure"; readonly message: string; readonly retryAfterMs: number }

export type RunInput =
  /** An attempt above 0 continues a job after a reload of the page: it was the latest submit. */
  | {
      readonly type: "begin"
      readonly attempt: number
      readonly connectionId: string | undefined
      readonly http: boolean
    }
  | { readonly type: "first" }
  /** `isPlanned`: the previous connection was replaced on purpose. */
  | { readonly type: "connected"; readonly connectionId: string; readonly isPlanned?: boolean }
  | { readonly type: "disconnected" }
  /** `attempt` and `phase` are those of the run when it asked. `http`: new runs go over HTTP now. */
  | {
      readonly type: "answered"
      readonly attempt: number
      readonly phase: RunPhase
      readonly answer: RunAnswer
      readonly http: boolean
    }
  | { readonly type: "message"; readonly message: RunMessage }
  /** The server's answer to `attach`: whether it pushes the job's messages over this connection from now on. */
  | { readonly type: "attached"; readonly found: boolean }
  | TimerEvent<RunTimer>
  | { readonly type: "stop" }

export type RunEffect =
  | { readonly type: "submit"; readonly attempt: number; readonly connectionId: string }
  | { readonly type: "http" }
  /** Asks the server to push the job's messages over this connection from now on. */
  | { readonly type: "attach" }
  /** Asks for the state of the job. */
  | { readonly type: "read" }
  /** Asks the server to cancel the job. */
  | { readonly type: "cancel"; readonly connectionId: string | undefined }
  | TimerEffect<RunTimer>
  | { readonly type: "emit"; readonly event: RunEvent }
  | { readonly type: "end"; readonly outcome: Outcome }

/** The state of a new run. `syncTimeoutMs` is the longest run that the synchronous call accepts. */
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
  compile: "",
  artifacts: []
})
