import type { ExecutionResult } from "./Result.ts"
import * as limits from "./RunLimits.ts"
import type { Outcome, Route, RunEffect, RunEvent, RunFailure, RunPhase, RunState } from "./RunState.ts"
import type { Turn } from "./Turn.ts"
import { clearTimers, setTimer } from "./Turn.ts"

/** One step of a run: a mutable copy of its state, and its effects so far. */
export type RunTurn = Turn<RunState, RunEffect>

/** Emits an event for the person. */
export const emit = ({ effects }: RunTurn, event: RunEvent): unknown => effects.push({ type: "emit", event })

/** The answer timers run only for the oldest run: the others wait for the runs before them. */
export const startClock = (turn: RunTurn): unknown => {
  const { isFirst, phase, timeoutMs } = turn.state
  if (!isFirst) return
  if (phase === "queued") setTimer(turn, "answer", limits.started)
  if (phase === "running") setTimer(turn, "answer", timeoutMs + limits.resultGrace)
}

/** Enters another phase and emits it. */
export const enter = (turn: RunTurn, phase: Exclude<RunPhase, "ended" | "checking">): unknown => {
  turn.state.phase = phase
  emit(turn, { type: "phase", phase, route: phase === "http" ? "http" : "live", attempt: turn.state.attempt })
  return startClock(turn)
}

/** Ends the run with its outcome. */
export const end = (turn: RunTurn, outcome: Outcome): unknown => {
  turn.state.phase = "ended"
  turn.state.early = new Map()
  clearTimers(turn)
  return turn.effects.push({ type: "end", outcome })
}

export const fail = (turn: RunTurn, failure: RunFailure): unknown => end(turn, { type: "failure", failure })

/** A result ends the run. With the status `cancelled` it was cancelled by another holder of the key. */
export const finish = (turn: RunTurn, result: ExecutionResult, route: Route): unknown =>
  end(turn, result.status === "cancelled" ? { type: "cancelled" } : { type: "result", result, route })

/** Discards the output shown so far. */
export const forget = (turn: RunTurn): void => {
  const { state } = turn
  if (state.stdout || state.stderr || state.compile) emit(turn, { type: "restart" })
  state.stdout = state.stderr = state.compile = ""
  state.artifacts = []
}
