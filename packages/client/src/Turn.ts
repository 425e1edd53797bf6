import type { Environment } from "./Environment.ts"

/** The moment of a step: time in milliseconds since 1970, and chance. */
export interface Moment extends Pick<Environment, "random"> {
  readonly now: number
}

/** One step of a machine in the making: a copy of the state that this step alone changes, and what is to be done. */
export interface Turn<State, Effect> extends Moment {
  readonly state: { -readonly [Field in keyof State]: State[Field] }
  readonly effects: Array<Effect>
}

export type TimerEffect<Timer extends string> =
  /** Sets a timer in place of the one of the same name; without `ms` calls that one off. */
  | { readonly type: "timer"; readonly timer: Timer; readonly ms: number | undefined }
  /** Calls all timers off. */
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
