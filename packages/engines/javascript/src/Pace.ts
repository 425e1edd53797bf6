import { usualSteps } from "./ContextLayout.ts"
import type { Machine } from "./Machine.ts"

/** The desired time between two interrupts, in milliseconds. */
const wanted = 2

const firstSteps = 50

/** Sets the machine's interrupt counter so that it interrupts in time even if every step takes long. */
export class Pace {
  readonly #machine: Machine
  readonly #counter: number
  #steps = firstSteps
  #last = performance.now()

  constructor(machine: Machine, counter: number) {
    this.#machine = machine
    this.#counter = counter
    this.#wind()
  }

  interrupted(): void {
    const now = performance.now()
    const passed = Math.max(now - this.#last, wanted / 4)
    this.#last = now
    this.#steps = Math.max(1, Math.min(usualSteps, Math.floor((this.#steps * wanted) / passed)))
    this.#wind()
  }

  #wind(): void {
    new DataView(this.#machine.exports.memory.buffer).setInt32(this.#counter, this.#steps, true)
  }
}
