import { assert, describe, it } from "@effect/vitest"
import type { ConnectionEffect, ConnectionEvent, ConnectionPhase, ConnectionState } from "../src/Connection.ts"
import { initial, step, usesHttp } from "../src/Connection.ts"
import * as limits from "../src/ConnectionLimits.ts"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const at = (now: number, random = 0) => ({ now, random: () => random })

const state = (phase: ConnectionPhase, changes: Partial<ConnectionState> = {}): ConnectionState => ({
  ...initial(true),
  phase,
  generation: 1,
  ...(phase === "ready" ? { connectionId: "c1" } : {}),
  ...changes
})

const opens = (effects: ReadonlyArray<ConnectionEffect>) => effects.some((effect) => effect.type === "open")
const closes = (effects: ReadonlyArray<ConnectionEffect>) => effects.some((effect) => effect.type === "close")
const pings = (effects: ReadonlyArray<ConnectionEffect>) => effects.some((effect) => effect.type === "ping")
const timerMs = (effects: ReadonlyArray<ConnectionEffect>, name: string) => {
  const found = effects.find((effect) => effect.type === "timer" && effect.timer === name)
  return found?.type === "timer" ? found.ms : undefined
}

interface Row {
  readonly when: string
  readonly from: ConnectionState
  readonly event: ConnectionEvent
  readonly now?: number
  readonly to: ConnectionPhase
  readonly does?: (effects: ReadonlyArray<ConnectionEffect>) => boolean
}

const rows: ReadonlyArray<Row> = [
  { when: "idle, start: connects", from: initial(true), event: { type: "start" }, to: "connecting", does: opens },
  { when: "HTTP alone is wanted, Run: opens nothing", from: initial(false), event: { type: "run" }, to: "blocked" },
  { when: "idle, Run: connects", from: initial(true), event: { type: "run" }, to: "connecting", does: opens },
  {
    when: "connecting, opened: greets with a ping and gives it 3 s",
    from: state("connecting"),
    event: { type: "opened", generation: 1 },
    to: "greeting",
    does: (effects) => pings(effects) && timerMs(effects, "open") === 3_000
  },
  {
    when: "connecting, not open after 4 s: waits to retry",
    from: state("connecting"),
    event: { type: "timer", timer: "open" },
    to: "waiting",
    does: closes
  },
  {
    when: "connecting, closed: waits to retry",
    from: state("connecting"),
    event: { type: "closed", generation: 1, code: 1006 },
    to: "waiting"
  },
  {
    when: "greeting, the connection id: is ready and tells the runs",
    from: state("greeting"),
    event: { type: "frame", generation: 1, connectionId: "c1" },
    to: "ready",
    does: (effects) => effects.some((effect) => effect.type === "ready" && effect.connectionId === "c1")
  },
  {
    when: "greeting, no pong after 3 s: closes and waits",
    from: state("greeting"),
    event: { type: "timer", timer: "open" },
    to: "waiting",
    does: closes
  },
  {
    when: "ready, heartbeat due: pings and wants a pong within 5 s",
    from: state("ready"),
    event: { type: "timer", timer: "heartbeat" },
    to: "ready",
    does: (effects) => pings(effects) && timerMs(effects, "heartbeat") === 5_000
  },
  {
    when: "ready, no pong: leaves the dead socket and connects at once",
    from: state("ready", { pinged: true }),
    event: { type: "timer", timer: "heartbeat" },
    to: "connecting",
    does: (effects) => closes(effects) && opens(effects) && effects.some((effect) => effect.type === "lost")
  },
  {
    when: "ready, hidden and unused for half an hour: goes to sleep",
    from: state("ready", { hidden: true }),
    event: { type: "timer", timer: "heartbeat" },
    now: limits.dormantAfter + 1,
    to: "dormant",
    does: closes
  },
  {
    when: "ready, old and without runs: changes its socket",
    from: state("ready"),
    event: { type: "timer", timer: "rotate" },
    now: limits.rotateAfter,
    to: "connecting",
    does: opens
  },
  {
    when: "ready, old but with a run in flight: keeps its socket for now",
    from: state("ready", { runsInFlight: 1 }),
    event: { type: "timer", timer: "rotate" },
    now: limits.rotateAfter,
    to: "ready",
    does: (effects) => timerMs(effects, "rotate") === limits.rotateForced - limits.rotateAfter
  },
  {
    when: "ready, at the end of what a connection may live: changes its socket whatever runs",
    from: state("ready", { runsInFlight: 1 }),
    event: { type: "timer", timer: "rotate" },
    now: limits.rotateForced,
    to: "connecting",
    does: opens
  },
  {
    when: "ready, Run after 30 s of silence: asks whether the link still lives, for 1 s",
    from: state("ready"),
    event: { type: "run" },
    now: 30_001,
    to: "ready",
    does: (effects) => pings(effects) && timerMs(effects, "heartbeat") === 1_000
  },
  {
    when: "ready, closed: waits to retry and tells the runs",
    from: state("ready"),
    event: { type: "closed", generation: 1, code: 1006 },
    to: "waiting",
    does: (effects) => effects.some((effect) => effect.type === "lost")
  },
  {
    when: "ready, the server restarts: waits five seconds at the least",
    from: state("ready"),
    event: { type: "closed", generation: 1, code: 1012 },
    to: "waiting",
    does: (effects) => timerMs(effects, "retry")! >= 5_000
  },
  ...[1008, 4400, 4401, 4403].map((code): Row => ({
    when: `ready, closed with ${code}: never tries again`,
    from: state("ready"),
    event: { type: "closed", generation: 1, code },
    to: "blocked",
    does: (effects) => timerMs(effects, "retry") === undefined
  })),
  {
    when: "waiting, back-off over: connects",
    from: state("waiting"),
    event: { type: "timer", timer: "retry" },
    to: "connecting",
    does: opens
  },
  ...(["online", "visible", "pageshow", "run"] as const).map((type): Row => ({
    when: `waiting, ${type}: connects at once`,
    from: state("waiting", { triedAt: 0 }),
    event: { type },
    now: 1_000,
    to: "connecting",
    does: opens
  })),
  {
    when: "waiting, woken within a second of the last try: tries again when the second is over",
    from: state("waiting", { triedAt: 0 }),
    event: { type: "online" },
    now: 900,
    to: "waiting",
    does: (effects) => timerMs(effects, "retry") === 100
  },
  ...(["connecting", "greeting", "ready", "waiting"] as const).map((phase): Row => ({
    when: `${phase}, offline: is suspended`,
    from: state(phase),
    event: { type: "offline" },
    to: "suspended",
    does: (effects) => timerMs(effects, "retry") === undefined
  })),
  ...(["online", "visible", "pageshow", "run"] as const).flatMap((type) =>
    (["dormant", "suspended"] as const).map((phase): Row => ({
      when: `${phase}, ${type}: connects`,
      from: state(phase, { attempts: 7 }),
      event: { type },
      to: "connecting",
      does: opens
    }))
  ),
  {
    when: "ready, pagehide: sleeps, so that the page can be kept by the browser",
    from: state("ready"),
    event: { type: "pagehide" },
    to: "dormant",
    does: closes
  },
  {
    when: "waiting, hidden: sleeps after 30 s",
    from: state("waiting", { hidden: true }),
    event: { type: "timer", timer: "hidden" },
    to: "dormant"
  },
  {
    when: "waiting, hidden with a run in flight: goes on trying",
    from: state("waiting", { hidden: true, runsInFlight: 1 }),
    event: { type: "timer", timer: "hidden" },
    to: "waiting"
  },
  {
    when: "idle, hidden for long: is idle still, so that it can be begun",
    from: initial(true),
    event: { type: "timer", timer: "hidden" },
    to: "idle"
  },
  {
    when: "ready with a pong due, a run begins: gives the pong no more time",
    from: state("ready", { pinged: true }),
    event: { type: "runs", inFlight: 1 },
    to: "ready",
    does: (effects) => effects.length === 0
  },
  {
    when: "ready, stop: is closed for good",
    from: state("ready"),
    event: { type: "stop" },
    to: "closed",
    does: closes
  },
  { when: "closed, anything: stays closed", from: state("closed"), event: { type: "run" }, to: "closed" },
  { when: "blocked, online: stays blocked", from: state("blocked"), event: { type: "online" }, to: "blocked" },
  {
    when: "ready, a close of an older socket: is not its business",
    from: state("ready", { generation: 2 }),
    event: { type: "closed", generation: 1, code: 1006 },
    to: "ready"
  }
]

describe("the connection", () => {
  for (const { does, event, from, now = 0, to, when } of rows) {
    it(when, () => {
      const [next, effects] = step(from, event, at(now))
      assert.strictEqual(next.phase, to)
      if (does !== undefined) assert.isTrue(does(effects), JSON.stringify(effects))
    })
  }

  it("backs off with full jitter from half a second up to twenty", () => {
    const delays = Array.from({ length: 10 }, (_, attempts) => {
      const [, effects] = step(state("connecting", { attempts }), { type: "timer", timer: "open" }, at(0, 1))
      return timerMs(effects, "retry")
    })
    assert.deepStrictEqual(delays.slice(0, 7), [1_000, 1_500, 2_500, 4_500, 8_500, 16_500, 20_500])
    assert.isTrue(delays.slice(7).every((delay) => delay === 20_500))
    const [, effects] = step(state("connecting", { attempts: 9 }), { type: "timer", timer: "open" }, at(0, 0))
    assert.strictEqual(timerMs(effects, "retry"), 500)
  })

  it("forgets its failures after five seconds of being ready", () => {
    const [next] = step(state("ready", { attempts: 4, failures: 3 }), { type: "timer", timer: "uptime" }, at(5_000))
    assert.deepInclude(next, { attempts: 0, failures: 0 })
  })

  it("sends runs over HTTP after three failures in a row, until it has proven itself again", () => {
    let current = state("connecting")
    for (let failure = 1; failure <= 3; failure++) {
      assert.isFalse(usesHttp(current))
      ;[current] = step(current, { type: "timer", timer: "open" }, at(0))
      ;[current] = step(current, { type: "timer", timer: "retry" }, at(0))
    }
    assert.isTrue(usesHttp(current))
    ;[current] = step(current, { type: "opened", generation: current.generation }, at(0))
    ;[current] = step(current, { type: "frame", generation: current.generation, connectionId: "c" }, at(0))
    assert.isTrue(usesHttp(current))
    ;[current] = step(current, { type: "timer", timer: "uptime" }, at(5_000))
    assert.isFalse(usesHttp(current))
  })

  it("does not hold against it what failed while there was no network", () => {
    const [next] = step(state("waiting", { failures: 3 }), { type: "online" }, at(60_000))
    assert.strictEqual(next.phase, "connecting")
    assert.isFalse(usesHttp(next))
  })

  it("pings every 25 s while something runs, and every 4 min otherwise", () => {
    const [idle, quiet] = step(state("greeting"), { type: "frame", generation: 1, connectionId: "c" }, at(0))
    assert.strictEqual(timerMs(quiet, "heartbeat"), 240_000)
    const [, busy] = step(idle, { type: "runs", inFlight: 1 }, at(0))
    assert.strictEqual(timerMs(busy, "heartbeat"), 25_000)
  })

  it("tells of a change that an indicator shows, and of no other", () => {
    const told = (from: ConnectionState, event: ConnectionEvent) =>
      step(from, event, at(0))[1].filter(({ type }) => type === "status").length
    assert.strictEqual(told(initial(true), { type: "start" }), 1)
    assert.strictEqual(told(state("connecting"), { type: "opened", generation: 1 }), 1)
    assert.strictEqual(told(state("ready", { failures: 3 }), { type: "timer", timer: "uptime" }), 1)
    assert.strictEqual(told(state("ready", { failures: 2 }), { type: "timer", timer: "uptime" }), 0)
    assert.strictEqual(told(state("ready"), { type: "frame", generation: 1 }), 0)
  })

  const anything = Schema.Union([
    Schema.Struct({
      type: Schema.Literals(["start", "run", "online", "offline", "visible", "hidden", "pageshow", "pagehide"])
    }),
    Schema.Struct({
      type: Schema.Literal("opened"),
      generation: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 }))
    }),
    Schema.Struct({
      type: Schema.Literal("frame"),
      generation: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 })),
      connectionId: Schema.Literal("c")
    }),
    Schema.Struct({
      type: Schema.Literal("closed"),
      generation: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 })),
      code: Schema.Literals([1000, 1006, 1012, 4401])
    }),
    Schema.Struct({
      type: Schema.Literal("timer"),
      timer: Schema.Literals(["open", "retry", "heartbeat", "uptime", "hidden", "rotate"])
    })
  ])

  it.effect.prop("holds one socket at the most, and is never without a way on", [Schema.Array(anything)], ([events]) =>
    Effect.sync(() => {
      let current = initial(true)
      let sockets = 0
      let opened = 0
      const timers = new Set<string>()
      let now = 0
      for (const event of events) {
        now += 2_000
        // A socket that was not opened and a timer that was not set, or was cancelled, never fire.
        if ("generation" in event && event.generation > opened) continue
        if (event.type === "timer" && !timers.delete(event.timer)) continue
        const [next, effects] = step(current, event, at(now, 0.5))
        if (event.type === "closed" && event.generation === current.generation && sockets > 0) sockets--
        for (const effect of effects) {
          if (effect.type === "open") {
            sockets++
            opened = effect.generation
          }
          if (effect.type === "close") sockets = Math.max(0, sockets - 1)
          if (effect.type === "timer" && effect.ms !== undefined) timers.add(effect.timer)
          if (effect.type === "timer" && effect.ms === undefined) timers.delete(effect.timer)
          if (effect.type === "clear") timers.clear()
        }
        current = next
        assert.isAtMost(sockets, 1)
        if (current.phase === "connecting" || current.phase === "greeting") assert.isTrue(timers.has("open"))
        if (current.phase === "waiting") assert.isTrue(timers.has("retry"))
        if (current.phase === "ready") assert.isTrue(timers.has("heartbeat") && timers.has("rotate"))
        assert.strictEqual(current.phase === "ready", current.connectionId !== undefined)
      }
    })
  )
})
