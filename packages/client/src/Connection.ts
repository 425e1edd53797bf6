/**
 * The connection as a pure machine: `step(state, event)` gives the next state and what to do. Every socket has a generation
 * number, and events of older generations are ignored, so that a late close of an old socket cannot hurt the new one.
 */

export type ConnectionPhase =
  | "idle"
  | "connecting"
  | "greeting"
  | "ready"
  | "waiting"
  | "dormant"
  | "suspended"
  | "blocked"
  | "closed"

export interface ConnectionState {
  readonly phase: ConnectionPhase
  readonly generation: number
  /** Exponent of the back-off; zero again after five seconds of being ready. */
  readonly attempts: number
  /** Attempts that failed in a row; three of them send runs over HTTP. */
  readonly failures: number
  readonly connectionId: string | undefined
  /** When the last frame came, in milliseconds. */
  readonly lastSeen: number
  /** When the socket became ready. */
  readonly readySince: number
  /** When a connection was last tried, to keep wake-ups at most once a second apart. */
  readonly triedAt: number
  readonly hidden: boolean
  readonly runsInFlight: number
  /** A pong is owed. */
  readonly pinged: boolean
}

export type ConnectionTimer = "open" | "greeting" | "pong" | "retry" | "heartbeat" | "uptime" | "hidden" | "rotate"

export type ConnectionEvent =
  /** `move` leaves the connection for another one, so that what was submitted for it is dropped. */
  | { readonly type: "start" | "stop" | "run" | "move" }
  | { readonly type: "opened"; readonly generation: number }
  | { readonly type: "frame"; readonly generation: number; readonly connectionId?: string }
  | { readonly type: "closed"; readonly generation: number; readonly code: number }
  | { readonly type: "timer"; readonly timer: ConnectionTimer }
  | { readonly type: "runs"; readonly inFlight: number }
  | { readonly type: "online" | "offline" | "visible" | "hidden" | "pageshow" | "pagehide" }

export type ConnectionEffect =
  | { readonly type: "open"; readonly generation: number }
  | { readonly type: "ping" }
  | { readonly type: "close"; readonly code: number }
  | { readonly type: "timer"; readonly timer: ConnectionTimer; readonly ms: number }
  | { readonly type: "clear"; readonly timers: ReadonlyArray<ConnectionTimer> }
  | { readonly type: "ready"; readonly connectionId: string }
  | { readonly type: "lost" }

/** Where time and chance come from. */
export interface Moment {
  readonly now: number
  readonly random: () => number
}

export type Step = readonly [ConnectionState, ReadonlyArray<ConnectionEffect>]

/** Durations in milliseconds. */
export const durations = {
  open: 4_000,
  greeting: 3_000,
  pong: 5_000,
  heartbeatBusy: 25_000,
  heartbeatIdle: 240_000,
  uptime: 5_000,
  backoffBase: 500,
  backoffCap: 20_000,
  backoffCapHttp: 60_000,
  restarting: 5_000,
  hidden: 30_000,
  dormantAfter: 1_800_000,
  rotateAfter: 6_600_000,
  rotateJitter: 300_000,
  rotateForced: 7_080_000,
  wakeGap: 1_000
} as const

/** Failed attempts in a row after which runs go over HTTP. */
export const failuresToHttp = 3

const blockedCodes = new Set([1008, 4400, 4401, 4403])
const restartCodes = new Set([1012, 1013])
const all: ReadonlyArray<ConnectionTimer> = [
  "open",
  "greeting",
  "pong",
  "retry",
  "heartbeat",
  "uptime",
  "hidden",
  "rotate"
]

export const initial: ConnectionState = {
  phase: "idle",
  generation: 0,
  attempts: 0,
  failures: 0,
  connectionId: undefined,
  lastSeen: 0,
  readySince: 0,
  triedAt: -Infinity,
  hidden: false,
  runsInFlight: 0,
  pinged: false
}

const clear = (...timers: ReadonlyArray<ConnectionTimer>): ConnectionEffect => ({ type: "clear", timers })
const timer = (name: ConnectionTimer, ms: number): ConnectionEffect => ({ type: "timer", timer: name, ms })

const isLive = (phase: ConnectionPhase) => phase === "connecting" || phase === "greeting" || phase === "ready"

const connect = (state: ConnectionState, { now }: Moment): Step => {
  const generation = state.generation + 1
  return [
    { ...state, phase: "connecting", generation, connectionId: undefined, triedAt: now, pinged: false },
    [clear(...all), { type: "open", generation }, timer("open", durations.open)]
  ]
}

/** Leaves the socket behind; what it still says is of an old generation. */
const leave = (
  state: ConnectionState,
  phase: ConnectionPhase,
  code: number,
  then: ReadonlyArray<ConnectionEffect> = []
): Step => {
  const effects: Array<ConnectionEffect> = [clear(...all)]
  if (isLive(state.phase)) effects.push({ type: "close", code })
  if (state.phase === "ready") effects.push({ type: "lost" })
  const generation = isLive(state.phase) ? state.generation + 1 : state.generation
  return [{ ...state, phase, generation, connectionId: undefined, pinged: false }, [...effects, ...then]]
}

/** Full jitter over an exponential: many clients that lost one server do not come back as one wave. */
const backoff = (state: ConnectionState, { random }: Moment, least = 0): number => {
  const cap = state.failures >= failuresToHttp ? durations.backoffCapHttp : durations.backoffCap
  const spread = Math.min(cap, durations.backoffBase * 2 ** Math.min(state.attempts, 20))
  return Math.max(least, Math.round(durations.backoffBase + random() * spread))
}

const wait = (state: ConnectionState, moment: Moment, least = 0): Step => {
  const failures = state.phase === "ready" ? 0 : state.failures + 1
  const next = { ...state, failures }
  const [waiting, effects] = leave(next, "waiting", 1000)
  return [
    { ...waiting, attempts: state.attempts + 1 },
    [
      ...effects,
      timer("retry", backoff(next, moment, least)),
      ...(state.hidden && state.runsInFlight === 0 ? [timer("hidden", durations.hidden)] : [])
    ]
  ]
}

const heartbeat = (state: ConnectionState): ConnectionEffect =>
  timer("heartbeat", state.runsInFlight > 0 ? durations.heartbeatBusy : durations.heartbeatIdle)

/** Sends a ping whose answer is due soon, unless one is under way. */
const ping = (state: ConnectionState, ms: number): Step =>
  state.pinged ? [state, []] : [{ ...state, pinged: true }, [{ type: "ping" }, timer("pong", ms)]]

const wake = (state: ConnectionState, moment: Moment): Step =>
  moment.now - state.triedAt < durations.wakeGap ? [state, []] : connect(state, moment)

const onFrame = (state: ConnectionState, connectionId: string | undefined, { now, random }: Moment): Step => {
  const seen = { ...state, lastSeen: now }
  if (connectionId === undefined) return [seen, []]
  if (state.phase === "greeting") {
    const ready: ConnectionState = { ...seen, phase: "ready", connectionId, readySince: now, pinged: false }
    return [
      ready,
      [
        clear("greeting", "open"),
        heartbeat(ready),
        timer("uptime", durations.uptime),
        timer("rotate", durations.rotateAfter + Math.round(random() * durations.rotateJitter)),
        { type: "ready", connectionId }
      ]
    ]
  }
  if (state.phase !== "ready") return [seen, []]
  const answered = { ...seen, pinged: false }
  return [answered, [clear("pong"), heartbeat(answered)]]
}

const onClosed = (state: ConnectionState, code: number, moment: Moment): Step => {
  if (blockedCodes.has(code)) return leave(state, "blocked", 1000)
  return wait(state, moment, restartCodes.has(code) ? durations.restarting : 0)
}

/** Leaves the connection and opens another one at once. */
const change = (state: ConnectionState, moment: Moment): Step => {
  const [left, effects] = leave(state, "waiting", 1000)
  const [next, more] = connect(left, moment)
  return [next, [...effects, ...more]]
}

const onRotate = (state: ConnectionState, moment: Moment): Step => {
  const age = moment.now - state.readySince
  if (state.runsInFlight > 0 && age < durations.rotateForced) {
    return [state, [timer("rotate", durations.rotateForced - age)]]
  }
  return change(state, moment)
}

const onTimer = (state: ConnectionState, name: ConnectionTimer, moment: Moment): Step => {
  switch (name) {
    case "open":
      return state.phase === "connecting" ? wait(state, moment) : [state, []]
    case "greeting":
      return state.phase === "greeting" ? wait(state, moment) : [state, []]
    case "retry":
      return state.phase === "waiting" ? connect(state, moment) : [state, []]
    case "pong":
      return state.phase === "ready" && state.pinged ? change(state, moment) : [state, []]
    case "heartbeat": {
      if (state.phase !== "ready") return [state, []]
      const quiet = state.hidden && state.runsInFlight === 0 && moment.now - state.readySince > durations.dormantAfter
      return quiet ? leave(state, "dormant", 1000) : ping(state, durations.pong)
    }
    case "uptime":
      return state.phase === "ready" ? [{ ...state, attempts: 0, failures: 0 }, []] : [state, []]
    case "hidden":
      return state.hidden && state.runsInFlight === 0 && state.phase !== "ready" && state.phase !== "blocked"
        ? leave(state, "dormant", 1000)
        : [state, []]
    case "rotate":
      return state.phase === "ready" ? onRotate(state, moment) : [state, []]
  }
}

const onRun = (state: ConnectionState, moment: Moment): Step => {
  switch (state.phase) {
    case "idle":
      return connect(state, moment)
    case "dormant":
    case "suspended":
      return connect({ ...state, attempts: 0 }, moment)
    case "waiting":
      return wake(state, moment)
    case "ready":
      return moment.now - state.lastSeen > 30_000 ? ping(state, 1_000) : [state, []]
    default:
      return [state, []]
  }
}

const onReturn = (state: ConnectionState, moment: Moment): Step => {
  if (state.phase === "dormant" || state.phase === "suspended") return connect({ ...state, attempts: 0 }, moment)
  if (state.phase === "waiting") return wake(state, moment)
  // A page that was away cannot trust that its socket still lives: timers of hidden pages are throttled.
  return state.phase === "ready" && moment.now - state.lastSeen > durations.heartbeatBusy
    ? ping(state, durations.pong)
    : [state, []]
}

/** The next state of the connection, and what to do for it. */
export const step = (state: ConnectionState, event: ConnectionEvent, moment: Moment): Step => {
  if (state.phase === "closed") return [state, []]
  if ("generation" in event && event.generation !== state.generation) return [state, []]
  switch (event.type) {
    case "start":
      return state.phase === "idle" ? connect(state, moment) : [state, []]
    case "stop":
      return leave(state, "closed", 1000)
    case "run":
      return onRun(state, moment)
    case "move":
      return state.phase === "ready" ? change(state, moment) : [state, []]
    case "opened":
      return state.phase === "connecting"
        ? [{ ...state, phase: "greeting" }, [clear("open"), { type: "ping" }, timer("greeting", durations.greeting)]]
        : [state, []]
    case "frame":
      return onFrame(state, event.connectionId, moment)
    case "closed":
      return isLive(state.phase) ? onClosed(state, event.code, moment) : [state, []]
    case "timer":
      return onTimer(state, event.timer, moment)
    case "runs": {
      const next = { ...state, runsInFlight: event.inFlight }
      const changed = event.inFlight > 0 !== state.runsInFlight > 0
      return [next, changed && state.phase === "ready" ? [heartbeat(next)] : []]
    }
    case "online":
    case "pageshow":
      return onReturn({ ...state, hidden: false }, moment)
    case "visible":
      return onReturn({ ...state, hidden: false }, moment)
    case "offline":
      return isLive(state.phase) || state.phase === "waiting" ? leave(state, "suspended", 1000) : [state, []]
    case "hidden": {
      const next = { ...state, hidden: true }
      return [next, state.runsInFlight === 0 && state.phase !== "ready" ? [timer("hidden", durations.hidden)] : []]
    }
    case "pagehide":
      return isLive(state.phase) || state.phase === "waiting" ? leave(state, "dormant", 1000) : [state, []]
  }
}

/** Whether runs go over the WebSocket now, or over HTTP until it has proven itself again. */
export const usesHttp = (state: ConnectionState): boolean =>
  state.phase === "blocked" || state.phase === "closed" || state.failures >= failuresToHttp
