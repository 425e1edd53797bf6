import { preludeName } from "./guest/Prelude.ts"
import { evalFlags } from "./Machine.ts"
import type { Machine } from "./Machine.ts"

/** How much of QuickJS's context is searched. */
const contextBytes = 2048

/** What QuickJS counts down from between two interrupts, when left alone. */
export const usualSteps = 10_000

const run = (machine: Machine, code: string): void =>
  machine.free(machine.evaluate(code, preludeName, evalFlags.strictScript))

const nextRandom = (state: bigint): bigint => {
  let x = state
  x ^= x >> 12n
  x ^= BigInt.asUintN(64, x << 25n)
  return x ^ (x >> 27n)
}

const only = (found: ReadonlyArray<number>, what: string): number => {
  const [first, ...others] = found
  if (first === undefined || others.length > 0) throw new Error(`QuickJS keeps ${what} elsewhere`)
  return first
}

/**
 * `Math.random` is seeded once, when a context is made, and so would repeat itself in every run of an image. Its state is
 * found by drawing numbers and looking for the one place in the context that moves as the generator does.
 */
export const findRandomState = (machine: Machine): number => {
  const start = machine.exports.qjs_get_context_ptr()
  const read = (): DataView => new DataView(machine.memory.slice(start, start + contextBytes).buffer)
  run(machine, "Math.random()")
  const before = read()
  run(machine, "Math.random()")
  const after = read()
  const found: Array<number> = []
  for (let offset = 0; offset + 8 <= contextBytes; offset += 4) {
    const was = before.getBigUint64(offset, true)
    if (was !== 0n && after.getBigUint64(offset, true) === nextRandom(was)) found.push(start + offset)
  }
  return only(found, "the state of Math.random")
}

/**
 * QuickJS interrupts by number of steps, and a step may be a call that takes long. The counter is found by looking for what
 * was just wound up at every interrupt, so that a run can wind it up by time instead.
 */
export const findInterruptCounter = (machine: Machine): number => {
  const start = machine.exports.qjs_get_context_ptr()
  const { host } = machine
  if (host === undefined) throw new Error("the machine serves nobody")
  let candidates: ReadonlyArray<number> | undefined
  const interrupt = (): void => {
    const view = new DataView(machine.exports.memory.buffer)
    const wound = (address: number): boolean => view.getInt32(address, true) === usualSteps
    const everywhere = Array.from({ length: contextBytes / 4 }, (_, index) => start + index * 4)
    candidates = (candidates ?? everywhere).filter(wound)
  }
  machine.host = { ...host, interrupt }
  run(machine, `for (let i = 0; i < ${usualSteps * 3}; i++);`)
  machine.host = host
  return only(candidates ?? [], "its count of steps")
}
