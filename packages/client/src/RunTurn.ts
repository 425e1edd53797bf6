import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import * as limits from "./RunLimits.ts"
import type { Outcome, Route, RunEffect, RunEvent, RunFailure, RunPhase, RunState } from "./RunState.ts"
import type { Turn } from "./Turn.ts"
import { clearAll, setTimer } from "./Turn.ts"

/** One step of a run in the making. */
export interface RunTurn extends Turn<RunState, RunEffect> {
  readonly random: number
}

/** Tells the person. */
export const emit = ({ effects }: RunTurn, event: RunEvent) => void effects.push({ type: "emit", event })

/** Goes on to another phase, which the person is told. */
export const enter = (turn: RunTurn, phase: Exclude<RunPhase, "ended" | "checking">) => {
  turn.state.phase = phase
  emit(turn, { type: "phase", phase, route: phase === "http" ? "http" : "live" })
}

/** The one outcome. */
export const end = (turn: RunTurn, outcome: Outcome) => {
  turn.state.phase = "ended"
  turn.state.early = new Map()
  clearAll(turn)
  turn.effects.push({ type: "abort" }, { type: "end", outcome })
}

export const fail = (turn: RunTurn, failure: RunFailure) => end(turn, { type: "failure", failure })

/** A result ends the run; one that says `cancelled` was cut by somebody else who holds the key. */
export const finish = (turn: RunTurn, result: ExecutionResult, route: Route) =>
  end(turn, result.status === "cancelled" ? { type: "cancelled" } : { type: "result", result, route })

/** What was shown is void. */
export const forget = (turn: RunTurn) => {
  const { state } = turn
  if (state.stdout || state.stderr) emit(turn, { type: "restart" })
  state.stdout = state.stderr = ""
  state.artifacts = []
}

/** The clocks that send a run elsewhere start when it is the oldest one: until then it waits for others. */
export const startClocks = (turn: RunTurn) => {
  const { isFirst, phase, timeoutMs } = turn.state
  if (!isFirst) return
  if (phase === "queued") setTimer(turn, "started", limits.started)
  if (phase === "running") setTimer(turn, "result", timeoutMs + limits.resultGrace)
}
