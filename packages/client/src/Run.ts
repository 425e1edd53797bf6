import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { RunMessage } from "./Wire.ts"

/**
 * One run of a program as a pure machine: `step(state, event)` gives the next state and what to do. The state of the
 * connection never decides the state of a run; it only tells the run where to go next.
 */

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
  | { readonly type: "timer"; readonly timer: RunTimer; readonly ms: number }
  | { readonly type: "clear"; readonly timers: ReadonlyArray<RunTimer> }
  | { readonly type: "emit"; readonly event: RunEvent }
  | { readonly type: "end"; readonly outcome: Outcome }

export type RunStep = readonly [RunState, ReadonlyArray<RunEffect>]

/** Durations in milliseconds, and counts. */
export const limits = {
  connection: 2_500,
  started: 15_000,
  resultGrace: 5_000,
  gap: 2_000,
  earlyMessages: 64,
  submitTries: 3,
  httpTries: 3,
  attempts: 3
} as const

const timers: ReadonlyArray<RunTimer> = ["connection", "resubmit", "started", "result", "gap", "http"]

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
  stderr: ""
})

const timer = (name: RunTimer, ms: number): RunEffect => ({ type: "timer", timer: name, ms })
const clear = (...names: ReadonlyArray<RunTimer>): RunEffect => ({ type: "clear", timers: names })
const emit = (event: RunEvent): RunEffect => ({ type: "emit", event })
const phase = (name: Exclude<RunPhase, "ended" | "checking">): RunEffect =>
  emit({ type: "phase", phase: name, route: name === "http" ? "http" : "live" })

const end = (state: RunState, outcome: Outcome): RunStep => [
  { ...state, phase: "ended", early: new Map() },
  [clear(...timers), { type: "abort" }, { type: "end", outcome }]
]

const lost = (message: string): Outcome => ({ type: "failure", failure: { code: "lost", message } })

/** What can be tried again: there is too much to do, or nobody knows what became of it. */
type Retryable = Extract<SubmitAnswer, { readonly type: "busy" | "unsure" }>

/** 0.5, 1, 2 s, spread by a fifth each way; longer where the server says so, up to 10 s. */
const retryDelay = (answer: Retryable, tries: number, random: number): number => {
  const delay = Math.round(500 * 2 ** (tries - 1) * (0.8 + 0.4 * random))
  return answer.type === "busy" ? Math.max(delay, Math.min(answer.retryAfterMs ?? 0, 10_000)) : delay
}

const submit = (state: RunState, connectionId: string): RunStep => {
  const attempt = state.attempt + 1
  return [
    { ...state, phase: "submitting", attempt, connectionId, tries: 1 },
    [clear(...timers), phase("submitting"), { type: "submit", attempt, connectionId }]
  ]
}

/** The clocks that send a run elsewhere start when it is the oldest one: until then it waits for others. */
const clocks = (state: RunState): ReadonlyArray<RunEffect> => {
  if (!state.isFirst) return []
  if (state.phase === "queued") return [timer("started", limits.started)]
  return state.phase === "running" ? [timer("result", state.timeoutMs + limits.resultGrace)] : []
}

const hasHttpForm = (state: RunState): boolean => state.timeoutMs <= state.syncTimeoutMs

const toHttp = (state: RunState): RunStep => [
  { ...state, phase: "http", tries: 1 },
  [clear(...timers), phase("http"), { type: "http" }]
]

/** The next attempt on the live route, as often as attempts are left. */
const nextAttempt = (state: RunState, why: string): RunStep => {
  const losses = state.losses + 1
  if (losses >= limits.attempts) return end(state, lost(`${why}, ${limits.attempts} times`))
  return again({ ...state, losses })
}

const again = (state: RunState): RunStep =>
  state.connectionId === undefined
    ? [{ ...state, phase: "waiting" }, [clear(...timers), phase("waiting")]]
    : submit(state, state.connectionId)

/** Before a job is submitted again: it may have finished while nobody listened. */
const check = (state: RunState): RunStep => [
  { ...state, phase: "checking" },
  [clear(...timers), { type: "read", phase: "checking" }]
]

const onRead = (state: RunState, asked: RunPhase, answer: ReadAnswer, http: boolean): RunStep => {
  const { phase } = state
  if (answer.type === "finished") {
    const [ended, effects] = endWith(state, answer.result, "http")
    return [ended, [...showWhole(state, answer.result), ...effects]]
  }
  if (phase !== asked) return [state, []]
  // What waits or runs does so for a connection that is gone.
  if (phase === "checking") return http && hasHttpForm(state) ? toHttp(state) : again(state)
  if (phase === "running") return fallBack(state, "no result came in time")
  // The server is busy, and a call over HTTP would only wait in the same line.
  return answer.type === "active" ? [state, clocks(state)] : fallBack(state, "the program was not started in time")
}

/** A result ends the run; one that says `cancelled` was cut by somebody else who holds the key. */
const endWith = (state: RunState, result: ExecutionResult, route: Route): RunStep =>
  end(state, result.status === "cancelled" ? { type: "cancelled" } : { type: "result", result, route })

/** The way out when the live route did not deliver: the synchronous call, or where a run is too long for it, again. */
const fallBack = (state: RunState, why: string): RunStep =>
  state.phase === "http" ? [state, []] : hasHttpForm(state) ? toHttp(state) : nextAttempt(state, why)

const onSubmitted = (state: RunState, answer: SubmitAnswer, random: number): RunStep => {
  switch (answer.type) {
    case "accepted": {
      // The first message may have outrun this answer.
      if (state.phase !== "submitting") return [state, []]
      const queued: RunState = { ...state, phase: "queued" }
      return [queued, [phase("queued"), ...clocks(queued)]]
    }
    case "refused":
      return end(state, { type: "failure", failure: answer.failure })
    case "stale":
      // There may be another connection by now, and what became of the job is being asked.
      if (state.phase !== "submitting") return [state, []]
      return [
        { ...state, phase: "waiting", connectionId: undefined, losses: state.losses + 1 },
        [phase("waiting"), timer("connection", limits.connection)]
      ]
    case "busy":
    case "unsure": {
      if (state.phase !== "submitting") return [state, []]
      if (state.tries >= limits.submitTries) return fallBack(state, answer.message)
      return [{ ...state, tries: state.tries + 1 }, [timer("resubmit", retryDelay(answer, state.tries, random))]]
    }
  }
}

/** Shows the output of a result that came whole, in place of what was shown before. */
const showWhole = (state: RunState, result: ExecutionResult): ReadonlyArray<RunEffect> => {
  const effects: Array<RunEffect> = []
  if (state.stdout !== "" || state.stderr !== "") effects.push(emit({ type: "restart" }))
  if (result.stdout) effects.push(emit({ type: "output", stream: "stdout", data: result.stdout }))
  if (result.stderr) effects.push(emit({ type: "output", stream: "stderr", data: result.stderr }))
  return effects
}

const onAnswered = (state: RunState, answer: HttpAnswer, random: number): RunStep => {
  if (state.phase !== "http") return [state, []]
  switch (answer.type) {
    case "result": {
      const [ended, effects] = endWith(state, answer.result, "http")
      return [ended, [...showWhole(state, answer.result), ...effects]]
    }
    case "refused":
      return end(state, { type: "failure", failure: answer.failure })
    case "busy":
    case "unsure": {
      // There is a connection by now: its line is longer than two seconds, and whoever stands in it is served.
      if (answer.type === "busy" && state.connectionId !== undefined) return nextAttempt(state, answer.message)
      if (state.tries >= limits.httpTries) {
        return end(state, { type: "failure", failure: { code: "unreachable", message: answer.message } })
      }
      return [{ ...state, tries: state.tries + 1 }, [timer("http", retryDelay(answer, state.tries, random))]]
    }
  }
}

/** Whether a message is of a run that counts; undefined when it is of an older or of a second one. */
const rankOf = (state: RunState, { attempt, delivery, runId }: RunMessage): "same" | "higher" | undefined => {
  if (attempt !== state.attempt) return undefined
  const { rank } = state
  if (rank === undefined || rank.attempt < attempt) return "higher"
  if (delivery !== rank.delivery) return delivery > rank.delivery ? "higher" : undefined
  return runId === rank.runId ? "same" : undefined
}

const begin = (state: RunState, { attempt, delivery, runId }: RunMessage): RunStep => {
  const shown = state.stdout !== "" || state.stderr !== ""
  return [
    { ...state, rank: { attempt, delivery, runId }, nextSeq: 0, early: new Map(), stdout: "", stderr: "" },
    shown ? [emit({ type: "restart" })] : []
  ]
}

/** Takes the next message in order. */
const take = (state: RunState, message: RunMessage): RunStep => {
  const next: RunState = { ...state, nextSeq: message.seq + 1 }
  switch (message.type) {
    case "started": {
      if (state.phase === "http" || state.phase === "checking") return [next, []]
      const running: RunState = { ...next, phase: "running" }
      return [running, [clear("resubmit", "started", "result", "connection"), phase("running"), ...clocks(running)]]
    }
    case "output": {
      const { data, stream } = message
      return [{ ...next, [stream]: next[stream] + data }, [emit({ type: "output", stream, data })]]
    }
    case "result": {
      const { result } = message
      const whole = { ...result, stdout: result.stdout ?? next.stdout, stderr: result.stderr ?? next.stderr }
      return endWith(next, whole, "live")
    }
  }
}

const onMessage = (state: RunState, message: RunMessage): RunStep => {
  const rank = rankOf(state, message)
  if (rank === undefined) return [state, []]
  const effects: Array<RunEffect> = []
  let current = state
  const apply = ([next, more]: RunStep) => {
    current = next
    effects.push(...more)
  }
  if (rank === "higher") apply(begin(current, message))
  if (message.seq < current.nextSeq) return [current, effects]
  if (message.seq > current.nextSeq) {
    if (current.early.size >= limits.earlyMessages) return [current, effects]
    const waits = current.early.size > 0
    current = { ...current, early: new Map(current.early).set(message.seq, message) }
    return [current, waits ? effects : [...effects, timer("gap", limits.gap)]]
  }
  const hadGap = current.early.size > 0
  let next: RunMessage | undefined = message
  while (next !== undefined && current.phase !== "ended") {
    apply(take(current, next))
    next = current.early.get(current.nextSeq)
    if (next !== undefined) {
      const early = new Map(current.early)
      early.delete(next.seq)
      current = { ...current, early }
    }
  }
  if (hadGap && current.phase !== "ended") {
    effects.push(current.early.size === 0 ? clear("gap") : timer("gap", limits.gap))
  }
  return [current, effects]
}

const onConnected = (state: RunState, connectionId: string, isPlanned: boolean): RunStep => {
  switch (state.phase) {
    case "waiting":
      if (state.losses >= limits.attempts) {
        return end(state, lost("the connection was lost too often while the program ran"))
      }
      return state.attempt === 0 ? submit(state, connectionId) : check({ ...state, connectionId })
    case "checking":
    case "http":
      return [{ ...state, connectionId }, []]
    case "submitting":
    case "queued":
    case "running": {
      if (connectionId === state.connectionId) return [state, []]
      const losses = isPlanned ? state.losses : state.losses + 1
      return losses >= limits.attempts
        ? end(state, lost(`the connection was lost, ${limits.attempts} times`))
        : check({ ...state, connectionId, losses })
    }
    default:
      return [state, []]
  }
}

const onTimer = (state: RunState, name: RunTimer): RunStep => {
  switch (name) {
    case "connection":
      // A run that is too long for the synchronous call has nothing to wait for but the connection.
      return hasHttpForm(state) ? fallBack(state, "there was no connection") : [state, []]
    case "resubmit":
      return state.phase === "submitting" && state.connectionId !== undefined
        ? [state, [{ type: "submit", attempt: state.attempt, connectionId: state.connectionId }]]
        : [state, []]
    case "started":
    case "result":
      // A push may have been lost, or there is a long line.
      return [state, [{ type: "read", phase: state.phase }]]
    case "gap":
      return fallBack(state, "a part of the output did not come")
    case "http":
      return state.phase === "http" ? [state, [{ type: "http" }]] : [state, []]
  }
}

/** The next state of the run, and what to do for it. `random` is from 0 up to 1. */
export const step = (state: RunState, input: RunInput, random: number): RunStep => {
  if (state.phase === "ended") return [state, []]
  switch (input.type) {
    case "begin":
      if (input.http && hasHttpForm(state)) return toHttp(state)
      if (input.connectionId !== undefined) return submit(state, input.connectionId)
      return [state, [phase("waiting"), timer("connection", limits.connection)]]
    case "first": {
      const first = { ...state, isFirst: true }
      return [first, clocks(first)]
    }
    case "resume":
      return check({ ...state, attempt: input.attempt, connectionId: input.connectionId })
    case "connected":
      return onConnected(state, input.connectionId, input.isPlanned ?? false)
    case "read":
      return onRead(state, input.phase, input.answer, input.http)
    case "disconnected":
      return state.phase === "checking" || state.phase === "http"
        ? [{ ...state, connectionId: undefined }, []]
        : [state, [timer("connection", limits.connection)]]
    case "submitted":
      return input.attempt === state.attempt && state.phase !== "http"
        ? onSubmitted(state, input.answer, random)
        : [state, []]
    case "answered":
      return onAnswered(state, input.answer, random)
    case "message":
      return onMessage(state, input.message)
    case "timer":
      return onTimer(state, input.timer)
    case "stop": {
      const [ended, effects] = end(state, { type: "cancelled" })
      const isTaken = state.attempt > 0 && state.phase !== "http"
      return [ended, isTaken ? [...effects, { type: "cancel", connectionId: state.connectionId }] : effects]
    }
  }
}
