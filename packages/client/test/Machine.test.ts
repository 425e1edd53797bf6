import { assert, describe, it } from "@effect/vitest"
import type { Environment } from "@glissade/client/Environment"
import { startMachine } from "../src/Machine.ts"
import type { Turn } from "../src/Turn.ts"
import { clearTimers, setTimer } from "../src/Turn.ts"

type Timer = "a" | "b"
type Event = "set a" | "set b" | "call a off" | "call all off" | "say"
interface Said {
  readonly type: "say"
}

/** A machine whose state is the timers that fired, and a world whose time is moved by hand. */
const begin = () => {
  let now = 0
  const pending = new Map<object, { readonly at: number; readonly callback: () => void }>()
  const said: Array<number> = []
  const environment = {
    now: () => now,
    random: () => 0.5,
    setTimer: (callback: () => void, ms: number) => {
      const key = {}
      pending.set(key, { at: now + ms, callback })
      return () => void pending.delete(key)
    }
  } as unknown as Environment
  const machine = startMachine<string, Timer, { readonly type: Event }, Said>(
    environment,
    "",
    (state, event, moment) => {
      const turn: Turn<
        { fired: string },
        Parameters<Parameters<typeof setTimer<Timer>>[0]["effects"]["push"]>[0] | Said
      > = {
        state: { fired: state },
        effects: [],
        ...moment
      }
      if (event.type === "timer") turn.state.fired += event.timer
      if (event.type === "set a") setTimer(turn, "a", 10)
      if (event.type === "set b") setTimer(turn, "b", 10)
      if (event.type === "call a off") setTimer(turn, "a", undefined)
      if (event.type === "call all off") clearTimers(turn)
      if (event.type === "say") turn.effects.push({ type: "say" })
      return [turn.state.fired, turn.effects]
    },
    () => said.push(now)
  )
  const pass = (ms: number) => {
    now += ms
    for (const [key, { at, callback }] of pending) if (at <= now && pending.delete(key)) callback()
  }
  return { machine, pass, said }
}

describe("a machine at work", () => {
  it("is told of its timers when they are over, each once", () => {
    const { machine, pass } = begin()
    machine.tell({ type: "set a" })
    pass(9)
    assert.strictEqual(machine.state, "")
    pass(1)
    pass(100)
    assert.strictEqual(machine.state, "a")
  })

  it("has one timer of a name: a second one is in place of the first", () => {
    const { machine, pass } = begin()
    machine.tell({ type: "set a" })
    pass(5)
    machine.tell({ type: "set a" })
    pass(5)
    assert.strictEqual(machine.state, "")
    pass(5)
    assert.strictEqual(machine.state, "a")
  })

  it("is not told of a timer that was called off, alone or with all others", () => {
    const { machine, pass } = begin()
    for (const type of ["set a", "set b", "call a off"] as const) machine.tell({ type })
    pass(10)
    assert.strictEqual(machine.state, "b")
    for (const type of ["set a", "set b", "call all off"] as const) machine.tell({ type })
    pass(10)
    assert.strictEqual(machine.state, "b")
  })

  it("has what is no timer done by its owner", () => {
    const { machine, pass, said } = begin()
    pass(7)
    machine.tell({ type: "say" })
    assert.deepStrictEqual(said, [7])
  })
})
