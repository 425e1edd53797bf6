/** One step of a machine in the making: a copy of the state that this step alone changes, and what is to be done. */
export interface Turn<State, Effect> {
  readonly state: { -readonly [Field in keyof State]: State[Field] }
  readonly effects: Array<Effect>
}

/** Timers of a machine; a second one of the same name is in place of the first. */
export type TimerEffect<Name extends string> =
  | { readonly type: "timer"; readonly timer: Name; readonly ms: number }
  /** Without names, of all. */
  | { readonly type: "clear"; readonly timers?: ReadonlyArray<Name> }

interface Timed<Name extends string> {
  readonly effects: { push: (effect: TimerEffect<Name>) => unknown }
}

export const setTimer = <Name extends string>({ effects }: Timed<Name>, timer: Name, ms: number): unknown =>
  effects.push({ type: "timer", timer, ms })

export const clear = <Name extends string>({ effects }: Timed<Name>, ...timers: ReadonlyArray<Name>): unknown =>
  effects.push({ type: "clear", timers })

export const clearAll = ({ effects }: Timed<never>): unknown => effects.push({ type: "clear" })
