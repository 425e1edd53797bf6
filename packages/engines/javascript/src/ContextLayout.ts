import { preludeName } from "./guest/Prelude.ts"
import { evalFlags } from "./Machine.ts"
import type { Machine } from "./Machine.ts"

/** How many bytes of QuickJS's context are searched. */
const contextBytes = 2048

/** The initial value of QuickJS's counter between two interrupts. */
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
 * Finds the state of `Math.random`. It is seeded once, when a context is created, so the numbers would repeat in every run of an image.
 * Draws numbers and looks for the one place in the context that changes as the generator does.
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
 * Finds QuickJS's interrupt counter. It counts steps, and a step may be a call that takes long; once it is found, a run can set it by time
 * instead. Looks for the place that was just reset at every interrupt.
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
