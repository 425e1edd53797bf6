import type { ExecutionResult } from "./Result.ts"
import * as limits from "./RunLimits.ts"
import type { Outcome, Route, RunEffect, RunEvent, RunFailure, RunPhase, RunState } from "./RunState.ts"
import type { Turn } from "./Turn.ts"
import { clearTimers, setTimer } from "./Turn.ts"

/** One step of a run in the making. */
export type RunTurn = Turn<RunState, RunEffect>

/** Tells the person. */
export const emit = ({ effects }: RunTurn, event: RunEvent): unknown => effects.push({ type: "emit", event })

/** The clocks that send a run elsewhere start when it is the oldest one: until then it waits for others. */
export const startClock = (turn: RunTurn): unknown => {
  const { isFirst, phase, timeoutMs } = turn.state
  if (!isFirst) return
  if (phase === "queued") setTimer(turn, "answer", limits.started)
  if (phase === "running") setTimer(turn, "answer", timeoutMs + limits.resultGrace)
}

/** Goes on to another phase, which the person is told. */
export const enter = (turn: RunTurn, phase: Exclude<RunPhase, "ended" | "checking">): unknown => {
  turn.state.phase = phase
  emit(turn, { type: "phase", phase, route: phase === "http" ? "http" : "live", attempt: turn.state.attempt })
  return startClock(turn)
}

/** The one outcome. */
export const end = (turn: RunTurn, outcome: Outcome): unknown => {
  turn.state.phase = "ended"
  turn.state.early = new Map()
  clearTimers(turn)
  return turn.effects.push({ type: "end", outcome })
}

export const fail = (turn: RunTurn, failure: RunFailure): unknown => end(turn, { type: "failure", failure })

/** A result ends the run; one that says `cancelled` was cut by somebody else who holds the key. */
export const finish = (turn: RunTurn, result: ExecutionResult, route: Route): unknown =>
  end(turn, result.status === "cancelled" ? { type: "cancelled" } : { type: "result", result, route })

/** What was shown is void. */
export const forget = (turn: RunTurn): void => {
  const { state } = turn
  if (state.stdout || state.stderr) emit(turn, { type: "restart" })
  state.stdout = state.stderr = ""
  state.artifacts = []
}
