import type { CompileResult, ExecutionResult } from "./Result.ts"
import * as limits from "./RunLimits.ts"
import { onMessage } from "./RunMessages.ts"
import type { RunAnswer, RunEffect, RunInput, RunState, RunTimer } from "./RunState.ts"
import type { RunTurn } from "./RunTurn.ts"
import { emit, end, enter, fail, finish, forget, startClock } from "./RunTurn.ts"
import type { Moment } from "./Turn.ts"
import { clearTimers, setTimer } from "./Turn.ts"

export type * from "./RunState.ts"
export { initial } from "./RunState.ts"

export type RunStep = readonly [RunState, ReadonlyArray<RunEffect>]

type Go = (turn: RunTurn) => unknown

/** Sends the program, for the first time or again. */
const send: Go = ({ effects, state: { attempt, connectionId, phase } }) =>
  effects.push(phase === "http" ? { type: "http" } : { type: "submit", attempt, connectionId: connectionId! })

const begin = (turn: RunTurn, phase: "submitting" | "http") => {
  turn.state.tries = 0
  clearTimers(turn)
  enter(turn, phase)
  send(turn)
}

const goOverHttp: Go = (turn) => begin(turn, "http")

const awaitConnection = (turn: RunTurn, ms: number = limits.connection): unknown => {
  turn.state.connectionId = undefined
  clearTimers(turn)
  enter(turn, "waiting")
  return setTimer(turn, "connection", ms)
}

/** Starts the next attempt, or waits for a connection first. */
const again: Go = (turn) => {
  const { state } = turn
  if (state.connectionId === undefined) return awaitConnection(turn)
  state.attempt += 1
  state.delivery = 0
  return begin(turn, "submitting")
}

/** Checks on the job before it is submitted again: it may still run and can be attached to this connection, or have finished meanwhile. */
const check: Go = (turn) => {
  const { effects, state } = turn
  const { asked, connectionId } = state
  state.phase = "checking"
  clearTimers(turn)
  if (connectionId === asked) return effects.push({ type: "read" })
  state.asked = connectionId
  effects.push({ type: "attach" })
  return setTimer(turn, "answer", limits.attach)
}

/** Continues after a failed attempt, as long as attempts are left. */
const goOn = (turn: RunTurn, why: string, go: Go, losses = 1): unknown => {
  const { state } = turn
  state.losses += losses
  if (state.losses < limits.attempts) return go(turn)
  return state.isBusy && !state.isTaken
    ? fail(turn, { code: "busy", message: why })
    : fail(turn, { code: "lost", message: `${why}, ${limits.attempts} times` })
}

/** The fallback when live delivery failed: the synchronous call, or another attempt if the run is too long for it. */
const fallBack = (turn: RunTurn, why: string): unknown =>
  turn.state.phase === "http" || (turn.state.hasHttpForm ? goOverHttp(turn) : goOn(turn, why, again))

/** Replaces the output shown so far by that of a complete result. */
const finishWhole = (turn: RunTurn, result: ExecutionResult): unknown => {
  forget(turn)
  const show = (from?: ExecutionResult | CompileResult, stage?: "compile") => {
    for (const stream of ["stdout", "stderr"] as const) {
      const data = from?.[stream]
      if (data) emit(turn, { type: "output", stream, stage, data })
    }
  }
  show(result.compile, "compile")
  show(result)
  return finish(turn, result, "http")
}

/** Starts again, over HTTP if `http` says that new runs go there and the run has a synchronous form. */
const goWhere = (turn: RunTurn, http: boolean): unknown =>
  http && turn.state.hasHttpForm ? goOverHttp(turn) : again(turn)

type Failed = Extract<RunAnswer, { readonly type: "busy" | "unsure" }>

const onFailedTry = (turn: RunTurn, { message, retryAfterMs, type }: Failed): unknown => {
  const { random, state } = turn
  const isHttp = state.phase === "http"
  state.isBusy = type === "busy"
  // A connection exists by now: jobs are served in turn there, so queue the job instead of calling again.
  if (isHttp && state.isBusy && state.connectionId !== undefined) return goOn(turn, message, again)
  state.tries += 1
  if (state.tries < (isHttp ? limits.calls : limits.submits)) {
    // 20 % jitter, so that clients refused at the same time do not retry at the same time.
    const delay = limits.retry * 3 ** (state.tries - 1) * (0.8 + 0.4 * random())
    return setTimer(turn, "retry", Math.max(delay, Math.min(retryAfterMs, limits.retryCap)))
  }
  if (!isHttp) return fallBack(turn, message)
  // The server went away during the run. Once it is back, so is the connection.
  if (!state.isBusy && state.isTaken && state.losses === 0) {
    state.losses += 1
    return state.connectionId === undefined ? awaitConnection(turn, limits.comeback) : again(turn)
  }
  return fail(turn, { code: state.isBusy ? "busy" : "unreachable", message })
}

const onAnswer = (turn: RunTurn, input: Extract<RunInput, { readonly type: "answered" }>): unknown => {
  const { answer } = input
  const { state } = turn
  const { phase } = state
  if (answer.type === "result") return finishWhole(turn, answer.result)
  // Stale: a message arrived before this answer, or the connection changed and the state of the job is being checked.
  if (input.attempt !== state.attempt || input.phase !== phase) return
  switch (answer.type) {
    case "refused": {
      // A queue takes smaller programs than the synchronous call does.
      const isTooLarge = answer.failure.status === 413 && phase !== "http"
      return isTooLarge && state.hasHttpForm ? goOverHttp(turn) : fail(turn, answer.failure)
    }
    case "accepted":
      state.isTaken = true
      return enter(turn, "queued")
    case "stale":
      state.losses += 1
      return awaitConnection(turn)
    case "busy":
    case "unsure":
      return onFailedTry(turn, answer)
  }
  // The job waits or runs, but for a connection that is gone.
  if (phase === "checking") {
    const { asked, connectionId } = state
    return answer.type === "active" && connectionId !== asked ? check(turn) : goWhere(turn, input.http)
  }
  // The job still waits: the server is busy, and the synchronous call would wait in the same line.
  if (phase === "queued" && answer.type === "active") return startClock(turn)
  return fallBack(turn, `it was ${phase} for too long`)
}

const onConnected = (turn: RunTurn, connectionId: string, isPlanned: boolean | undefined): unknown => {
  const { state } = turn
  const { attempt, phase } = state
  const isAnother = connectionId !== state.connectionId
  state.connectionId = connectionId
  if (phase === "checking" || phase === "http" || (phase !== "waiting" && !isAnother)) return
  // In `waiting` the loss was counted already.
  const losses = isPlanned || phase === "waiting" ? 0 : 1
  return goOn(turn, "the connection was lost", attempt > 0 ? check : again, losses)
}

const onTimer: Readonly<Record<RunTimer, Go>> = {
  // A run that is too long for the synchronous call can only wait for the connection.
  connection: (turn) => {
    turn.state.connectionId = undefined
    return turn.state.hasHttpForm && goOverHttp(turn)
  },
  retry: send,
  // A push may have been lost, or the line is long: ask.
  answer: ({ effects }) => effects.push({ type: "read" }),
  gap: (turn) => fallBack(turn, "output was lost")
}

const apply = (turn: RunTurn, input: RunInput): unknown => {
  const { state } = turn
  switch (input.type) {
    case "begin":
      state.attempt = input.attempt
      state.isTaken = input.attempt > 0
      state.connectionId = input.connectionId
      return input.attempt > 0 ? check(turn) : goWhere(turn, input.http)
    case "first":
      state.isFirst = true
      return startClock(turn)
    case "connected":
      return onConnected(turn, input.connectionId, input.isPlanned)
    case "disconnected":
      if (state.phase === "checking" || state.phase === "http") state.connectionId = undefined
      else setTimer(turn, "connection", limits.connection)
      return
    case "answered":
      return onAnswer(turn, input)
    case "message":
      return onMessage(turn, input.message)
    case "attached":
      if (state.phase !== "checking") return
      if (!input.found) return check(turn)
      // The attempt goes on after all, so the lost connection does not count.
      state.losses = Math.max(0, state.losses - 1)
      clearTimers(turn)
      return enter(turn, state.nextSeq > 0 ? "running" : "queued")
    case "timer":
      return onTimer[input.timer](turn)
    case "stop": {
      const isTaken = state.attempt > 0 && state.phase !== "http"
      end(turn, { type: "cancelled" })
      return isTaken && turn.effects.push({ type: "cancel", connectionId: state.connectionId })
    }
  }
}

/**
 * One run of a program as a pure state machine: returns the next state and the effects to perform. The state of the connection never
 * decides the state of a run, only where the run goes next.
 */
export const step = (state: RunState, input: RunInput, moment: Moment): RunStep => {
  if (state.phase === "ended") return [state, []]
  const turn: RunTurn = { state: { ...state }, effects: [], ...moment }
  apply(turn, input)
  return [turn.state, turn.effects]
}
