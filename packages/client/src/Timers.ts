import type { Environment } from "./Environment.ts"

/** Timers that have names, at most one of each. */
export class Timers<Name extends string> {
  readonly #pending = new Map<Name, () => void>()
  readonly #setTimer: Environment["setTimer"]
  readonly #fire: (name: Name) => void

  constructor(setTimer: Environment["setTimer"], fire: (name: Name) => void) {
    this.#setTimer = setTimer
    this.#fire = fire
  }

  set(name: Name, ms: number): void {
    this.clear([name])
    const fire = () => {
      this.#pending.delete(name)
      this.#fire(name)
    }
    this.#pending.set(name, this.#setTimer(fire, ms))
  }

  clear(names: Iterable<Name> = this.#pending.keys()): void {
    for (const name of names) {
      this.#pending.get(name)?.()
      this.#pending.delete(name)
    }
  }
}
