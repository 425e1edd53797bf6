import { evalFlags } from "./Machine.ts"
import type { Machine } from "./Machine.ts"
import { preludeName } from "./guest/Prelude.ts"
import nodeUnits from "./guest/node/Main.cjs?units"

/** The bytecode of the guest's units: Node's modules and what they share. */
export type Units = ReadonlyMap<string, Uint8Array>

/**
 * Compiles the units, without their sources. A run evaluates those that it uses, in a twentieth of the time that compiling takes; in the
 * image they would be a third of it, which every run would pay for. The machine is one that ran no program: what it makes is trusted.
 */
export const compileUnits = (machine: Machine): Units => {
  const sources = JSON.parse(nodeUnits) as Readonly<Record<string, string>>
  return new Map(
    Object.entries(sources).map(([name, body]) => {
      const bytes = machine.compile(`(function (prelude, module, exports, require) {${body}\n})`, preludeName)
      if (bytes === undefined) throw new Error(`${name} could not be compiled`)
      return [name, bytes]
    })
  )
}

/** Evaluates a unit: the value is its function, or an exception. */
export const evaluateUnit = (machine: Machine, units: Units, name: string): number => {
  const bytes = units.get(name)
  return bytes === undefined
    ? machine.evaluate("undefined", preludeName, evalFlags.script)
    : machine.evaluateBytecode(bytes)
}
