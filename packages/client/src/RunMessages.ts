import type { Artifact } from "./Result.ts"
import * as limits from "./RunLimits.ts"
import type { RunState } from "./RunState.ts"
import type { RunTurn } from "./RunTurn.ts"
import { emit, enter, finish, forget } from "./RunTurn.ts"
import { clearTimers, setTimer } from "./Turn.ts"
import type { RunMessage } from "./Wire.ts"

/** Appends a part of a picture. */
const addPart = (artifacts: RunState["artifacts"], { data, mediaType, name }: Artifact): RunState["artifacts"] => {
  const before = artifacts.find((artifact) => artifact.name === name)
  const whole = { name, mediaType, data: (before?.data ?? "") + data }
  return [...artifacts.filter((artifact) => artifact !== before), whole]
}

/** Applies the next message in order. */
const take = (turn: RunTurn, message: RunMessage): unknown => {
  const { state } = turn
  state.nextSeq = message.seq + 1
  switch (message.type) {
    case "started":
      if (state.phase === "http" || state.phase === "checking") return
      clearTimers(turn)
      return enter(turn, "running")
    case "waiting":
      return emit(turn, message)
    case "output": {
      const { data, stage, stream } = message
      state[stage ?? stream] += data
      return emit(turn, { type: "output", stream, stage, data })
    }
    case "artifact":
      state.artifacts = addPart(state.artifacts, message)
      return
    case "result": {
      const { artifacts, stderr, stdout } = state
      const { result } = message
      const output = { stdout: result.stdout ?? stdout, stderr: result.stderr ?? stderr }
      return finish(turn, { ...result, ...output, ...(artifacts.length > 0 && { artifacts }) }, "live")
    }
  }
}

/** Puts the messages of the current run into order and applies them. */
export const onMessage = (turn: RunTurn, message: RunMessage): unknown => {
  const { state } = turn
  const { attempt, delivery, runId, seq } = message
  if (attempt !== state.attempt || delivery < state.delivery) return
  state.isTaken = true
  if (delivery > state.delivery) {
    state.delivery = delivery
    state.runId = runId
    state.nextSeq = 0
    state.early = new Map()
    forget(turn)
  } else if (runId !== state.runId) return
  const expected = state.nextSeq
  const waiting = state.early.size
  if (seq < expected || (seq > expected && waiting >= limits.earlyMessages)) return
  const early = new Map(state.early).set(seq, message)
  state.early = early
  for (let next = early.get(expected); next !== undefined; next = early.get(state.nextSeq)) {
    early.delete(next.seq)
    take(turn, next)
    if (state.phase === "ended") return
  }
  // Restart the gap timer only when the gap opens or moves; an unchanged gap keeps its deadline.
  if ((seq === expected) === waiting > 0) setTimer(turn, "gap", early.size > 0 ? limits.gap : undefined)
}
