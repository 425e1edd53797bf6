import type { Environment } from "./Environment.ts"
import type { Moment, TimerEffect, TimerEvent } from "./Turn.ts"

/** A running state machine. */
export interface Machine<State, Event> {
  readonly state: State
  /** Applies an event. */
  readonly tell: (event: Event) => void
}

/** Runs a state machine: keeps its state, sets and cancels its timers, and has `perform` do its other effects. */
export const startMachine = <State, Timer extends string, Event, Effect extends { readonly type: string }>(
  { now, random, setTimer }: Environment,
  initial: State,
  step: (
    state: State,
    event: Event | TimerEvent<Timer>,
    moment: Moment
  ) => readonly [State, ReadonlyArray<Effect | TimerEffect<Timer>>],
  perform: (effect: Effect) => void
): Machine<State, Event | TimerEvent<Timer>> => {
  const timers = new Map<Timer, () => void>()
  const tell = (event: Event | TimerEvent<Timer>) => {
    const [state, effects] = step(machine.state, event, { now: now(), random })
    machine.state = state
    for (const effect of effects) {
      if (effect.type === "timer") {
        const { ms, timer } = effect as Extract<TimerEffect<Timer>, { readonly type: "timer" }>
        timers.get(timer)?.()
        if (ms !== undefined)
          timers.set(
            timer,
            setTimer(() => tell({ type: "timer", timer }), ms)
          )
      } else if (effect.type === "clear") timers.forEach((callOff) => callOff())
      else perform(effect as Effect)
    }
  }
  const machine = { state: initial, tell }
  return machine
}
