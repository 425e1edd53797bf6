import type { Environment } from "./Environment.ts"

/** The inputs of a step: the time in milliseconds since 1970, and a random number. */
export interface Moment extends Pick<Environment, "random"> {
  readonly now: number
}

/** One step of a state machine: a copy of the state that only this step changes, and the effects so far. */
export interface Turn<State, Effect> extends Moment {
  readonly state: { -readonly [Field in keyof State]: State[Field] }
  readonly effects: Array<Effect>
}

export type TimerEffect<Timer extends string> =
  /** Sets a timer and replaces the one of the same name; without `ms` only cancels it. */
  | { readonly type: "timer"; readonly timer: Timer; readonly ms: number | undefined }
  /** Cancels all timers. */
  | { readonly type: "clear" }

export interface TimerEvent<Timer extends string> {
  readonly type: "timer"
  readonly timer: Timer
}

interface Timed<Timer extends string> {
  readonly effects: { push: (effect: TimerEffect<Timer>) => unknown }
}

export const setTimer = <Timer extends string>(
  { effects }: Timed<Timer>,
  timer: Timer,
  ms: number | undefined
): unknown => effects.push({ type: "timer", timer, ms })

export const clearTimers = ({ effects }: Timed<never>): unknown => effects.push({ type: "clear" })
