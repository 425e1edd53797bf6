import { readAsset } from "./Assets.ts"
import { hostFunctions, preludeFunctions, preludeName, preludeSource } from "./guest/Prelude.ts"
import type { PreludeFunction } from "./guest/Prelude.ts"
import { findInterruptCounter, findRandomState } from "./ContextLayout.ts"
import { spreadKeys } from "./KeyHash.ts"
import { boundMemory } from "./MemoryBound.ts"
import { evalFlags, Machine } from "./Machine.ts"
import type { SideModule, SideModuleBase } from "./SideModule.ts"
import { compileUnits, evaluateUnit } from "./Units.ts"
import type { Units } from "./Units.ts"

/** A snapshot of a machine with its prelude loaded. Every run starts from it. */
export interface Image {
  readonly main: WebAssembly.Module
  readonly sideModules: ReadonlyArray<SideModule>
  readonly bases: ReadonlyArray<SideModuleBase>
  readonly memory: Uint8Array
  readonly stackPointer: number
  readonly runtime: number
  readonly context: number
  /** Where the machine's stack is; between runs it is empty. */
  readonly stack: { readonly start: number; readonly end: number }
  /** Address of the 64-bit state of `Math.random`. */
  readonly randomState: number
  /** Address of the interrupt counter. */
  readonly interruptCounter: number
  readonly prelude: Readonly<Record<PreludeFunction, number>>
  readonly units: Units
  readonly version: string
}

const guestStackReserve = 256 * 1024

/** Free memory in the image, so that small programs do not make the machine's memory grow. */
const headroom = 1024 * 1024

/** The maximum memory of a machine, whatever a run's own limit is. */
export const largestMemory = 1024 * 1024 * 1024

/** Boots QuickJS with its extensions and the prelude, and takes the snapshot. `stackBytes` is how much of its stack the guest may use. */
export const makeImage = (folder: string, stackBytes: number): Image => {
  const built = readAsset(folder, "quickjs.wasm")
  spreadKeys(built)
  const main = new WebAssembly.Module(boundMemory(built, largestMemory))
  const sideModules = (["url", "encoding", "structured-clone"] as const).map((name) => ({
    name,
    module: new WebAssembly.Module(readAsset(folder, `${name}.so`))
  }))
  const units = compileUnits(new Machine(main, []))
  const machine = new Machine(main, sideModules)
  const { exports } = machine
  const runtime = exports.qjs_get_runtime_ptr()
  const stackSize = stackBytes + guestStackReserve
  const stackStart = exports.malloc(stackSize)
  if (stackStart === 0) throw new Error("there is no memory for the machine's stack")
  const stackEnd = (stackStart + stackSize) & ~15
  exports.__stack_pointer.value = stackEnd
  exports.JS_UpdateStackTop(runtime)
  exports.qjs_set_max_stack_size(stackBytes)
  const version = machine.version
  for (const letter of Object.values(hostFunctions)) {
    machine.setGlobal(`glissade:${letter}`, machine.hostFunction(letter))
  }
  machine.host = bootHost(machine, units)
  const parts = machine.evaluate(preludeSource(version), preludeName, evalFlags.strictScript)
  if (machine.isException(parts)) {
    const error = machine.takeException()
    throw new Error(
      `the prelude failed: ${machine.string(machine.property(error, "message"))} ${machine.string(machine.property(error, "stack"))}`
    )
  }
  const prelude = Object.fromEntries(preludeFunctions.map((name) => [name, machine.property(parts, name)])) as Record<
    PreludeFunction,
    number
  >
  const randomState = findRandomState(machine)
  exports.qjs_set_interrupt_handler(1)
  const interruptCounter = findInterruptCounter(machine)
  machine.host = undefined
  exports.qjs_set_promise_rejection_handler(1)
  exports.qjs_set_module_loader(1)
  exports.qjs_run_gc()
  exports.wasm_free(exports.wasm_malloc(headroom))
  return {
    main,
    sideModules,
    bases: machine.sideModules,
    memory: machine.memory.slice(),
    stackPointer: stackEnd,
    runtime,
    context: exports.qjs_get_context_ptr(),
    stack: { start: stackStart, end: stackEnd },
    randomState,
    interruptCounter,
    prelude,
    units,
    version
  }
}

const refuse = (): never => {
  throw new Error("the prelude may not do this while it loads")
}

const bootHost = (machine: Machine, units: Units): Machine["host"] => {
  return {
    interrupt: () => undefined,
    call: (name, [argument]) => {
      const letter = String.fromCharCode(name)
      if (letter === hostFunctions.now) return machine.newNumber(0)
      return letter === hostFunctions.unit ? evaluateUnit(machine, units, machine.string(argument) ?? "") : refuse()
    },
    rejection: refuse,
    resolveModule: refuse,
    loadModule: refuse,
    now: Date.now
  }
}

/** A fresh machine instance in the state of the image. */
export const instantiate = (image: Image): Machine => {
  const machine = new Machine(image.main, image.sideModules, image.bases)
  const missing = image.memory.length - machine.memoryBytes
  if (missing > 0) machine.exports.memory.grow(Math.ceil(missing / 65_536))
  machine.exports.qjs_set_runtime_and_context(image.runtime, image.context)
  restore(image, machine)
  return machine
}

/**
 * Restores a machine to the image. Returns whether that was possible: memory never shrinks, so a machine that grew must be replaced. The
 * instance has no other state than its memory and its stack pointer.
 */
export const restore = (image: Image, machine: Machine): boolean => {
  const memory = machine.memory
  if (memory.length !== image.memory.length) return false
  memory.set(image.memory)
  machine.exports.__stack_pointer.value = image.stackPointer
  machine.host = undefined
  const seed = new DataView(machine.exports.memory.buffer)
  crypto.getRandomValues(memory.subarray(image.randomState, image.randomState + 8))
  if (seed.getBigUint64(image.randomState, true) === 0n) seed.setBigUint64(image.randomState, 1n, true)
  return true
}
