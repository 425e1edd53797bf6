import type { Input, Output, Program } from "@glissade/engine/Engine"
import { namedMessage } from "./CallName.ts"
import { callText } from "./CallText.ts"
import { hostFunctions } from "./guest/Prelude.ts"
import type { FileCalls } from "./FileCalls.ts"
import { hashCall } from "./HashCalls.ts"
import { GuestError } from "./Machine.ts"
import { IntlCalls } from "./IntlCalls.ts"
import type { Machine } from "./Machine.ts"
import type { ModuleLoader } from "./ModuleLoader.ts"
import type { ProgramFiles } from "./ProgramFiles.ts"
import { Stop } from "./Stop.ts"
import { evaluateUnit } from "./Units.ts"
import type { Units } from "./Units.ts"
import { Errno } from "@glissade/engine/wasm/Errno"
import { longestPath } from "@glissade/engine/wasm/Files"

const decoder = new TextDecoder()

const randomPiece = 65_536

const inputPiece = 65_536

/** The functions that the prelude may call, by letter. None trusts its arguments; each returns a guest value. */
export const hostCalls = (
  machine: Machine,
  program: Program,
  output: Output,
  input: Input,
  files: ProgramFiles,
  fileCalls: FileCalls,
  modules: ModuleLoader,
  units: Units,
  now: () => number
): ((letter: number, args: ReadonlyArray<number>) => number) => {
  const { exports } = machine
  const intl = new IntlCalls()
  const nothing = (): number => exports.qjs_dup_value(exports.qjs_get_undefined())

  /** Where the bytes of a view are in the machine's memory. Whatever else asks the machine for something may have that memory grow, and views of it end. */
  const placeOf = (value: number | undefined): readonly [start: number, end: number] => {
    if (value === undefined || exports.qjs_is_object(value) === 0) return [0, 0]
    const at = exports.wasm_malloc(16)
    if (at === 0) return [0, 0]
    const buffer = exports.qjs_get_typed_array_buffer(value, at, at + 4, at + 8)
    if (machine.isException(buffer)) {
      machine.free(machine.takeException())
      exports.wasm_free(at)
      return [0, 0]
    }
    const view = new DataView(exports.memory.buffer)
    const offset = view.getUint32(at, true)
    const length = view.getUint32(at + 4, true)
    const start = exports.qjs_get_array_buffer(buffer, at + 12)
    machine.free(buffer)
    exports.wasm_free(at)
    return start === 0 ? [0, 0] : [start + offset, start + offset + length]
  }

  /** The bytes of a view where they are: to be used before the machine is asked for anything else. */
  const bytesOf = (value: number | undefined): Uint8Array => {
    const place = placeOf(value)
    return machine.memory.subarray(...place)
  }

  const write = (stream: number | undefined, chunk: number | undefined): number => {
    const name = machine.number(stream) === 2 ? "stderr" : "stdout"
    const accepted =
      machine.withStringBytes(chunk, (bytes) => output.write(name, bytes)) ??
      (chunk === undefined || output.write(name, bytesOf(chunk)))
    if (!accepted) throw new Stop("output_limit")
    return nothing()
  }

  /** Waits, like the loop, by blocking the process. `undefined` if nothing came in time. */
  const read = (wanted: number | undefined, patience: number | undefined): number => {
    const most = input.isInteractive ? inputPiece : program.stdin.length
    const into = new Uint8Array(Math.max(0, Math.min(machine.number(wanted) ?? 0, most)))
    const count = input.read(into, machine.number(patience) ?? Infinity)
    if (input.isOver) throw new Stop("timeout")
    return count === undefined ? nothing() : machine.newBytes(into.subarray(0, count))
  }

  const className = (value: number | undefined): number =>
    value === undefined || exports.qjs_is_object(value) === 0 ? nothing() : exports.qjs_get_class_name(value)

  const proxyTarget = (value: number | undefined): number =>
    value === undefined || exports.qjs_is_object(value) === 0 || exports.qjs_is_proxy(value) === 0
      ? nothing()
      : exports.qjs_get_proxy_target(value)

  const isPromise = (value: number | undefined): value is number =>
    value !== undefined && exports.qjs_is_promise(value) !== 0

  const random = (wanted: number | undefined): number => {
    const size = Math.min(randomPiece, Math.max(0, Math.trunc(machine.number(wanted) ?? 0)))
    return machine.newBytes(crypto.getRandomValues(new Uint8Array(size)))
  }

  const memory = (): number => {
    const at = exports.wasm_malloc(26 * 8)
    if (at === 0) return machine.newNumber(machine.memoryBytes)
    exports.qjs_compute_memory_usage(at)
    const used = new DataView(exports.memory.buffer).getBigInt64(at, true)
    exports.wasm_free(at)
    return machine.newNumber(Number(used))
  }

  const onFiles = ([operation, path, more]: ReadonlyArray<number>): number => {
    const called = machine.string(operation) ?? ""
    const name = machine.withStringBytes(path, (text) => (text.length > longestPath ? undefined : decoder.decode(text)))
    if (name === undefined) return machine.newNumber(Errno.nametoolong)
    const answer = fileCalls.call(called, name, bytesOf(more))
    if (answer === undefined) return nothing()
    if (typeof answer === "number") return machine.newNumber(answer)
    return typeof answer === "string" ? machine.newString(answer) : machine.newBytes(answer)
  }

  /** What is hashed stays where it is: nothing else runs in the machine meanwhile. */
  const hash = ([operation, name, bytes, more, ...numbers]: ReadonlyArray<number>): number => {
    const called = machine.string(operation) ?? ""
    const hash = machine.string(name) ?? ""
    const counts = numbers.map((number) => machine.number(number))
    const places = [placeOf(bytes), placeOf(more)] as const
    const { memory } = machine
    const answer = hashCall(called, hash, memory.subarray(...places[0]), memory.subarray(...places[1]), counts)
    if (answer === undefined) return nothing()
    return typeof answer === "string" ? machine.newString(answer) : machine.newBytes(answer)
  }

  const calls: Record<string, (args: ReadonlyArray<number>) => number> = {
    [hostFunctions.write]: ([stream, chunk]) => write(stream, chunk),
    [hostFunctions.now]: () => machine.newNumber(now()),
    [hostFunctions.exit]: ([code]) => {
      throw new Stop("exit", Math.trunc(machine.number(code) ?? 0) & 255)
    },
    [hostFunctions.proxyTarget]: ([value]) => proxyTarget(value),
    [hostFunctions.promiseState]: ([value]) =>
      machine.newNumber(isPromise(value) ? exports.qjs_promise_state(value) : 0),
    [hostFunctions.promiseResult]: ([value]) => (isPromise(value) ? exports.qjs_promise_result(value) : nothing()),
    [hostFunctions.className]: ([value]) => className(value),
    [hostFunctions.stdin]: ([wanted, patience]) => read(wanted, patience),
    [hostFunctions.random]: ([size]) => random(size),
    [hostFunctions.memory]: memory,
    [hostFunctions.files]: onFiles,
    [hostFunctions.resolve]: ([from, specifier]) =>
      machine.throwing(() =>
        machine.newString(modules.resolveRequire(machine.string(from) ?? "", machine.string(specifier) ?? ""))
      ),
    [hostFunctions.load]: ([path]) => machine.throwing(() => modules.require(machine.string(path) ?? "")),
    [hostFunctions.unit]: ([name]) =>
      machine.throwing(() => {
        const value = evaluateUnit(machine, units, machine.string(name) ?? "")
        if (machine.isException(value)) throw new GuestError(machine.takeException())
        return value
      }),
    [hostFunctions.callText]: ([stack]) => {
      const text = callText(files, machine.string(stack) ?? "")
      return text === undefined ? nothing() : machine.newString(text)
    },
    [hostFunctions.namedMessage]: ([frames]) => {
      const message = namedMessage(files, machine.string(frames) ?? "")
      return message === undefined ? nothing() : machine.newString(message)
    },
    [hostFunctions.intl]: ([question]) => machine.newString(intl.answer(machine.string(question) ?? "")),
    [hostFunctions.collate]: ([collator, left, right]) =>
      machine.newNumber(
        intl.compare(machine.string(collator), machine.string(left) ?? "", machine.string(right) ?? "")
      ),
    [hostFunctions.hash]: hash,
    [hostFunctions.frames]: ([frames]) => machine.newString(files.mapFrames(machine.string(frames) ?? ""))
  }
  return (letter, args) => calls[String.fromCharCode(letter)]?.(args) ?? nothing()
}
