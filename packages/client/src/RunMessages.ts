import * as limits from "./RunLimits.ts"
import type { RunState } from "./RunState.ts"
import type { RunTurn } from "./RunTurn.ts"
import { emit, enter, finish, forget, startClocks } from "./RunTurn.ts"
import { clear, setTimer } from "./Turn.ts"
import type { RunMessage } from "./Wire.ts"

/** Whether a message is of a run that counts; undefined when it is of an older or of a second one. */
const rankOf = (
  { attempt: current, rank }: RunState,
  { attempt, delivery, runId }: RunMessage
): "same" | "higher" | undefined => {
  if (attempt !== current) return undefined
  if (rank === undefined || rank.attempt < attempt) return "higher"
  if (delivery !== rank.delivery) return delivery > rank.delivery ? "higher" : undefined
  return runId === rank.runId ? "same" : undefined
}

const addPart = (artifacts: RunState["artifacts"], part: RunState["artifacts"][number]): RunState["artifacts"] => {
  const last = artifacts.at(-1)
  return last?.name === part.name
    ? [...artifacts.slice(0, -1), { ...last, data: last.data + part.data }]
    : [...artifacts, part]
}

/** Takes the next message in order. */
const take = (turn: RunTurn, message: RunMessage) => {
  const { state } = turn
  state.nextSeq = message.seq + 1
  switch (message.type) {
    case "started":
      if (state.phase === "http" || state.phase === "checking") return
      clear(turn, "resubmit", "started", "result", "connection")
      enter(turn, "running")
      return startClocks(turn)
    case "output": {
      const { data, stream } = message
      state[stream] += data
      return emit(turn, { type: "output", stream, data })
    }
    case "artifact":
      state.artifacts = addPart(state.artifacts, message.artifact)
      return
    case "result": {
      const { artifacts, stderr, stdout } = state
      const { result } = message
      const whole = { ...result, stdout: result.stdout ?? stdout, stderr: result.stderr ?? stderr }
      finish(turn, artifacts.length > 0 ? { ...whole, artifacts } : whole, "live")
    }
  }
}

/** Puts the messages of the run that counts into their order, and takes them. */
export const onMessage = (turn: RunTurn, message: RunMessage) => {
  const { state } = turn
  const rank = rankOf(state, message)
  if (rank === undefined) return
  if (rank === "higher") {
    const { attempt, delivery, runId } = message
    state.rank = { attempt, delivery, runId }
    state.nextSeq = 0
    state.early = new Map()
    forget(turn)
  }
  const waits = state.early.size
  if (message.seq > state.nextSeq) {
    if (waits >= limits.earlyMessages) return
    state.early = new Map(state.early).set(message.seq, message)
    if (waits === 0) setTimer(turn, "gap", limits.gap)
    return
  }
  if (message.seq < state.nextSeq) return
  const early = new Map(state.early)
  state.early = early
  for (let next: RunMessage | undefined = message; next !== undefined; next = early.get(state.nextSeq)) {
    early.delete(next.seq)
    take(turn, next)
    if (state.phase === "ended") return
  }
  if (waits === 0) return
  if (early.size === 0) clear(turn, "gap")
  else setTimer(turn, "gap", limits.gap)
}
