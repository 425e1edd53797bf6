import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import * as limits from "./RunLimits.ts"
import type {
  HttpAnswer,
  ReadAnswer,
  RunEffect,
  RunInput,
  RunPhase,
  RunState,
  RunTimer,
  SubmitAnswer
} from "./RunState.ts"
import { onMessage } from "./RunMessages.ts"
import type { RunTurn } from "./RunTurn.ts"
import { emit, end, enter, fail, finish, forget, startClocks } from "./RunTurn.ts"
import { clearAll, setTimer } from "./Turn.ts"

export type * from "./RunState.ts"
export { initial } from "./RunState.ts"

export type RunStep = readonly [RunState, ReadonlyArray<RunEffect>]

const lose = (turn: RunTurn, why: string) => fail(turn, { code: "lost", message: `${why}, ${limits.attempts} times` })

/** Shows the output of a result that came whole, in place of what was shown before. */
const finishWhole = (turn: RunTurn, result: ExecutionResult) => {
  forget(turn)
  for (const stream of ["stdout", "stderr"] as const) {
    const data = result[stream]
    if (data) emit(turn, { type: "output", stream, data })
  }
  finish(turn, result, "http")
}

const sendSubmit = ({ effects, state: { attempt, connectionId } }: RunTurn) => {
  if (connectionId !== undefined) effects.push({ type: "submit", attempt, connectionId })
}

/** The next attempt, or none until there is a connection. */
const again = (turn: RunTurn) => {
  const { state } = turn
  clearAll(turn)
  if (state.connectionId === undefined) return enter(turn, "waiting")
  state.attempt += 1
  state.tries = 1
  enter(turn, "submitting")
  sendSubmit(turn)
}

const hasHttpForm = ({ state }: RunTurn): boolean => state.timeoutMs <= state.syncTimeoutMs

const goOverHttp = (turn: RunTurn) => {
  turn.state.tries = 1
  clearAll(turn)
  enter(turn, "http")
  turn.effects.push({ type: "http" })
}

/** The next attempt on the live route, as often as attempts are left. */
const nextAttempt = (turn: RunTurn, why: string) => {
  turn.state.losses += 1
  if (turn.state.losses >= limits.attempts) lose(turn, why)
  else again(turn)
}

/** Before a job is submitted again: it may have finished while nobody listened. */
const check = (turn: RunTurn) => {
  turn.state.phase = "checking"
  clearAll(turn)
  turn.effects.push({ type: "read", phase: "checking" })
}

/** The way out when the live route did not deliver: the synchronous call, or where a run is too long for it, again. */
const fallBack = (turn: RunTurn, why: string) => {
  if (turn.state.phase === "http") return
  if (hasHttpForm(turn)) goOverHttp(turn)
  else nextAttempt(turn, why)
}

const onRead = (turn: RunTurn, asked: RunPhase, answer: ReadAnswer, http: boolean) => {
  const { phase } = turn.state
  if (answer.type === "finished") return finishWhole(turn, answer.result)
  if (phase !== asked) return
  // What waits or runs does so for a connection that is gone.
  if (phase === "checking") return http && hasHttpForm(turn) ? goOverHttp(turn) : again(turn)
  if (phase === "running") return fallBack(turn, "no result came in time")
  // The server is busy, and a call over HTTP would only wait in the same line.
  if (answer.type === "active") startClocks(turn)
  else fallBack(turn, "the program was not started in time")
}

/** 0.5, 1, 2 s, spread by a fifth each way; longer where the server says so, up to 10 s. */
const retryLater = (
  turn: RunTurn,
  timer: RunTimer,
  answer: Extract<SubmitAnswer, { readonly type: "busy" | "unsure" }>
) => {
  const delay = Math.round(limits.retry * 2 ** (turn.state.tries - 1) * (0.8 + 0.4 * turn.random))
  turn.state.tries += 1
  setTimer(
    turn,
    timer,
    answer.type === "busy" ? Math.max(delay, Math.min(answer.retryAfterMs ?? 0, limits.retryCap)) : delay
  )
}

const onSubmitted = (turn: RunTurn, answer: SubmitAnswer) => {
  if (answer.type === "refused") return fail(turn, answer.failure)
  const { state } = turn
  // The first message may have outrun this answer, or there is another connection and what became of the job is being asked.
  if (state.phase !== "submitting") return
  if (answer.type === "accepted") {
    enter(turn, "queued")
    startClocks(turn)
  } else if (answer.type === "stale") {
    state.connectionId = undefined
    state.losses += 1
    enter(turn, "waiting")
    setTimer(turn, "connection", limits.connection)
  } else if (state.tries >= limits.submitTries) fallBack(turn, answer.message)
  else retryLater(turn, "resubmit", answer)
}

const onAnswered = (turn: RunTurn, answer: HttpAnswer) => {
  const { state } = turn
  if (state.phase !== "http") return
  if (answer.type === "result") return finishWhole(turn, answer.result)
  if (answer.type === "refused") return fail(turn, answer.failure)
  const { message } = answer
  // There is a connection by now: its line is longer than two seconds, and whoever stands in it is served.
  if (answer.type === "busy" && state.connectionId !== undefined) return nextAttempt(turn, message)
  if (state.tries >= limits.httpTries) fail(turn, { code: "unreachable", message })
  else retryLater(turn, "http", answer)
}

const onConnected = (turn: RunTurn, connectionId: string, isPlanned: boolean | undefined) => {
  const { state } = turn
  const { attempt, phase } = state
  const isAnother = connectionId !== state.connectionId
  state.connectionId = connectionId
  if (phase === "checking" || phase === "http") return
  if (phase === "waiting") {
    if (state.losses >= limits.attempts) return lose(turn, "the connection was lost while the program ran")
    return attempt === 0 ? again(turn) : check(turn)
  }
  if (!isAnother) return
  if (!isPlanned) state.losses += 1
  if (state.losses >= limits.attempts) lose(turn, "the connection was lost")
  else check(turn)
}

const onTimer = (turn: RunTurn, name: RunTimer) => {
  const { phase } = turn.state
  switch (name) {
    case "connection":
      // A run that is too long for the synchronous call has nothing to wait for but the connection.
      return hasHttpForm(turn) && fallBack(turn, "")
    case "resubmit":
      return phase === "submitting" && sendSubmit(turn)
    case "started":
    case "result":
      // A push may have been lost, or there is a long line.
      return turn.effects.push({ type: "read", phase })
    case "gap":
      return fallBack(turn, "a part of the output did not come")
    case "http":
      return phase === "http" && turn.effects.push({ type: "http" })
  }
}

const apply = (turn: RunTurn, input: RunInput): unknown => {
  const { state } = turn
  switch (input.type) {
    case "begin":
      if (input.http && hasHttpForm(turn)) return goOverHttp(turn)
      state.connectionId = input.connectionId
      again(turn)
      return state.phase === "waiting" && setTimer(turn, "connection", limits.connection)
    case "first":
      state.isFirst = true
      return startClocks(turn)
    case "resume":
      state.attempt = input.attempt
      state.connectionId = input.connectionId
      return check(turn)
    case "connected":
      return onConnected(turn, input.connectionId, input.isPlanned)
    case "read":
      return onRead(turn, input.phase, input.answer, input.http)
    case "disconnected":
      if (state.phase === "checking" || state.phase === "http") state.connectionId = undefined
      else setTimer(turn, "connection", limits.connection)
      return
    case "submitted":
      return input.attempt === state.attempt && state.phase !== "http" && onSubmitted(turn, input.answer)
    case "answered":
      return onAnswered(turn, input.answer)
    case "message":
      return onMessage(turn, input.message)
    case "timer":
      return onTimer(turn, input.timer)
    case "stop": {
      const isTaken = state.attempt > 0 && state.phase !== "http"
      end(turn, { type: "cancelled" })
      return isTaken && turn.effects.push({ type: "cancel", connectionId: state.connectionId })
    }
  }
}

/**
 * One run of a program as a pure machine: the next state of the run, and what to do for it. The state of the connection never decides
 * the state of a run; it only tells the run where to go next. `random` is from 0 up to 1.
 */
export const step = (state: RunState, input: RunInput, random: number): RunStep => {
  if (state.phase === "ended") return [state, []]
  const turn: RunTurn = { state: { ...state }, effects: [], random }
  apply(turn, input)
  return [turn.state, turn.effects]
}
