import * as limits from "./ConnectionLimits.ts"
import type {
  ConnectionEffect,
  ConnectionEvent,
  ConnectionPhase,
  ConnectionState,
  ConnectionTimer
} from "./ConnectionState.ts"
import type { Moment, Turn } from "./Turn.ts"
import { clearTimers, setTimer } from "./Turn.ts"

export type * from "./ConnectionState.ts"
export { initial } from "./ConnectionState.ts"

export type ConnectionStep = readonly [ConnectionState, ReadonlyArray<ConnectionEffect>]

type ConnectionTurn = Turn<ConnectionState, ConnectionEffect>

const isQuiet = ({ hidden, runsInFlight }: ConnectionState) => hidden && runsInFlight === 0

/** Abandons the socket: its later events belong to an old generation and are ignored. */
const leave = (turn: ConnectionTurn, phase: ConnectionPhase) => {
  const { effects, state } = turn
  clearTimers(turn)
  effects.push({ type: "close" })
  if (state.phase === "ready") effects.push({ type: "lost" })
  state.generation += 1
  state.phase = phase
  state.connectionId = undefined
  state.pinged = false
}

/** Gives up until the page is back. A connection that was never wanted, or is blocked, stays as it is. */
const rest = (turn: ConnectionTurn, phase: "dormant" | "suspended") => {
  if (turn.state.phase !== "idle" && turn.state.phase !== "blocked") leave(turn, phase)
}

const connect = (turn: ConnectionTurn) => {
  const { state } = turn
  leave(turn, "connecting")
  state.triedAt = turn.now
  turn.effects.push({ type: "open", generation: state.generation })
  setTimer(turn, "open", limits.open)
}

const startHiddenTimer = (turn: ConnectionTurn) => {
  if (isQuiet(turn.state) && turn.state.phase !== "ready") setTimer(turn, "hidden", limits.hidden)
}

/** Exponential backoff with full jitter, so that clients that lost one server do not reconnect all at once. */
const backoff = ({ random, state: { attempts, failures } }: ConnectionTurn): number => {
  const cap = failures >= limits.failuresToHttp ? limits.backoffCapHttp : limits.backoffCap
  return limits.backoffBase + random() * Math.min(cap, limits.backoffBase * 2 ** attempts)
}

const wait = (turn: ConnectionTurn, least = 0) => {
  const { state } = turn
  state.failures = state.phase === "ready" ? 0 : state.failures + 1
  const delay = Math.max(least, backoff(turn))
  state.attempts += 1
  leave(turn, "waiting")
  setTimer(turn, "retry", delay)
  startHiddenTimer(turn)
}

const startHeartbeat = (turn: ConnectionTurn) =>
  setTimer(turn, "heartbeat", turn.state.runsInFlight > 0 ? limits.heartbeatBusy : limits.heartbeatIdle)

/** Sends a ping that must be answered within `ms`, unless one is pending. */
const ping = (turn: ConnectionTurn, ms: number) => {
  if (turn.state.pinged) return
  turn.state.pinged = true
  turn.effects.push({ type: "ping" })
  setTimer(turn, "heartbeat", ms)
}

const onFrame = (turn: ConnectionTurn, connectionId: string | undefined) => {
  const { effects, now, random, state } = turn
  state.lastSeen = now
  if (connectionId === undefined) return
  if (state.phase === "greeting") {
    state.phase = "ready"
    state.connectionId = connectionId
    state.readySince = now
    clearTimers(turn)
    setTimer(turn, "uptime", limits.uptime)
    setTimer(turn, "rotate", limits.rotateAfter + random() * limits.rotateJitter)
    effects.push({ type: "ready", connectionId })
  }
  if (state.phase !== "ready") return
  state.pinged = false
  startHeartbeat(turn)
}

const onClosed = (turn: ConnectionTurn, code: number) => {
  if ([1008, 4400, 4401, 4403].includes(code)) leave(turn, "blocked")
  else wait(turn, code === 1012 || code === 1013 ? limits.restarting : 0)
}

const onTimer: Readonly<Record<ConnectionTimer, (turn: ConnectionTurn) => void>> = {
  open: (turn) => wait(turn),
  retry: connect,
  heartbeat: (turn) => {
    const { now, state } = turn
    if (isQuiet(state) && now - state.readySince > limits.dormantAfter) leave(turn, "dormant")
    else if (state.pinged) connect(turn)
    else ping(turn, limits.pong)
  },
  uptime: ({ state }) => {
    state.attempts = state.failures = 0
  },
  hidden: (turn) => {
    if (isQuiet(turn.state)) rest(turn, "dormant")
  },
  rotate: (turn) => {
    const { now, state } = turn
    const age = now - state.readySince
    if (state.runsInFlight > 0 && age < limits.rotateForced) setTimer(turn, "rotate", limits.rotateForced - age)
    else connect(turn)
  }
}

/**
 * Reconnects, or checks the socket, because the connection is wanted now. After a time in the background the socket may be dead (timers of
 * hidden pages are throttled), so ping one that was silent for `staleAfter`.
 */
const arouse = (turn: ConnectionTurn, staleAfter: number, pong: number) => {
  const { now, state } = turn
  const { phase } = state
  if (phase === "dormant" || phase === "suspended") {
    state.attempts = 0
    connect(turn)
  } else if (phase === "waiting") {
    const gap = state.triedAt + limits.wakeGap - now
    if (gap > 0) setTimer(turn, "retry", gap)
    else connect(turn)
  } else if (phase === "ready" && now - state.lastSeen > staleAfter) ping(turn, pong)
}

const apply = (turn: ConnectionTurn, event: ConnectionEvent): unknown => {
  const { state } = turn
  const { phase } = state
  switch (event.type) {
    case "start":
      return phase === "idle" && connect(turn)
    case "stop":
      return leave(turn, "closed")
    case "run":
      return phase === "idle" ? connect(turn) : arouse(turn, limits.staleForRun, limits.pongForRun)
    case "move":
      return phase === "ready" && connect(turn)
    case "opened":
      if (phase !== "connecting") return
      state.phase = "greeting"
      turn.effects.push({ type: "ping" })
      return setTimer(turn, "open", limits.greeting)
    case "frame":
      return onFrame(turn, event.connectionId)
    case "closed":
      return onClosed(turn, event.code)
    case "timer":
      return onTimer[event.timer](turn)
    case "runs": {
      const changed = event.inFlight > 0 !== state.runsInFlight > 0
      state.runsInFlight = event.inFlight
      return changed && phase === "ready" && !state.pinged && startHeartbeat(turn)
    }
    case "online":
      // Failures while offline do not count against the WebSocket.
      state.failures = 0
      return arouse(turn, limits.heartbeatBusy, limits.pong)
    case "pageshow":
    case "visible":
      state.hidden = false
      return arouse(turn, limits.heartbeatBusy, limits.pong)
    case "offline":
      return rest(turn, "suspended")
    case "hidden":
      state.hidden = true
      return startHiddenTimer(turn)
    case "pagehide":
      return rest(turn, "dormant")
  }
}

/** Whether new runs go over HTTP: the WebSocket is closed or blocked, or failed too often in a row. */
export const usesHttp = ({ failures, phase }: ConnectionState): boolean =>
  phase === "blocked" || phase === "closed" || failures >= limits.failuresToHttp

/**
 * The connection as a pure state machine: returns the next state and the effects to perform. Events of sockets of older generations are
 * ignored, so that a late close of an old socket cannot affect the new one.
 */
export const step = (before: ConnectionState, event: ConnectionEvent, moment: Moment): ConnectionStep => {
  if (before.phase === "closed" || ("generation" in event && event.generation !== before.generation))
    return [before, []]
  const state = { ...before }
  const effects: Array<ConnectionEffect> = []
  apply({ state, effects, ...moment }, event)
  if (state.phase !== before.phase || usesHttp(state) !== usesHttp(before)) effects.push({ type: "status" })
  return [state, effects]
}
