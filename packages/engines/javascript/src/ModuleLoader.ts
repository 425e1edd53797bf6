import { initSync, parse } from "cjs-module-lexer"
import { asCommonJs, asModule } from "./CommonJs.ts"
import { isDataUrl } from "./DataUrl.ts"
import { namespaceSlot, preludeName } from "./guest/Prelude.ts"
import type { PreludeFunction } from "./guest/Prelude.ts"
import { evalFlags, GuestError, ModuleFailure } from "./Machine.ts"
import type { EvalFlags, Machine } from "./Machine.ts"
import { builtinSource } from "./NodeModules.ts"
import type { ProgramFiles } from "./ProgramFiles.ts"
import { resolveImport, resolveRequire } from "./Resolution.ts"
import { isSurelyModule, mayBeModule } from "./SourceKind.ts"

/** How a program begins: with the function of a CommonJS module, or with the promise of a module that has been started. */
export interface Entry {
  readonly kind: "commonjs" | "module"
  /** A guest value. */
  readonly value: number
}

/** Names of a module beyond this many bytes are not offered to imports. */
const longestNames = 100_000

/** The machine's message for a field of a class that is called `prototype`. */
const refusedField = "invalid field name"

/** How many of them may be in a program: each is found by compiling it once more. */
const mostRenamed = 20

/** Loads the files of a program and Node's modules into the machine, as CommonJS or as modules. */
export class ModuleLoader {
  readonly #machine: Machine
  readonly #files: ProgramFiles
  readonly #prelude: Readonly<Record<PreludeFunction, number>>
  /** Guest functions of CommonJS files that were compiled to find out whether they are such, and have not been called. */
  readonly #compiled = new Map<string, number>()
  readonly #modules = new Set<string>()

  constructor(machine: Machine, files: ProgramFiles, prelude: Readonly<Record<PreludeFunction, number>>) {
    this.#machine = machine
    this.#files = files
    this.#prelude = prelude
  }

  /** Compiles the main file, and starts it if it is a module. Throws a {@link GuestError} for what is neither. */
  start(): Entry {
    return this.#withPrototypeFields(() => this.#start())
  }

  #start(): Entry {
    const path = this.#files.main
    const code = this.#files.load(path)
    const kind = this.#files.kindOf(path)
    if (kind === "module" || (kind === "either" && isSurelyModule(code))) {
      return { kind: "module", value: this.#evaluateModule(path, code) }
    }
    try {
      return { kind: "commonjs", value: this.#compile(path, code) }
    } catch (cause) {
      if (!(cause instanceof GuestError)) throw cause
      if (kind === "commonjs" || !mayBeModule(code)) throw this.#atEnd(cause, path, code)
      return { kind: "module", value: this.#evaluateInstead(path, code, cause) }
    }
  }

  resolveImport(base: string, specifier: string): string {
    return resolveImport(this.#files, base, specifier)
  }

  resolveRequire(from: string, specifier: string): string {
    return resolveRequire(this.#files, from, specifier)
  }

  /** The source of a module that is imported. What is CommonJS is a module around what it exports. */
  import(path: string): string {
    if (path.startsWith("node:")) return builtinSource(path, this.#namesOf(path))
    const code = this.#files.import(path)
    if (path.endsWith(".json")) return code
    if (!this.#isCommonJs(path, code)) return this.#moduleText(path, code)
    const place = JSON.stringify(path)
    return builtinSource("node:module", []).replace(
      /export default m;.*/s,
      `const e = m.createRequire(${place})(${place}); export default e; ${named(code)}`
    )
  }

  /** What `require` gets for a path: a function to call, the text of JSON, or the namespace of a module. A guest value. */
  require(path: string): number {
    return this.#withPrototypeFields(() => this.#require(path))
  }

  #require(path: string): number {
    if (path.endsWith(".json")) return this.#machine.newString(this.#files.source(path) ?? "")
    const code = this.#files.import(path)
    if (!this.#isCommonJs(path, code)) return this.#namespace(path)
    const ready = this.#compiled.get(path)
    this.#compiled.delete(path)
    return ready ?? this.#compile(path, code)
  }

  /** Loads once more as long as there are fields `prototype` that the machine refuses: nothing has run by then. */
  #withPrototypeFields<A>(load: () => A): A {
    for (let times = 0; ; times++) {
      try {
        return load()
      } catch (cause) {
        if (times === mostRenamed || !(cause instanceof GuestError) || !this.#rename(cause.value)) throw cause
        this.#machine.free(cause.value)
      }
    }
  }

  #rename(error: number): boolean {
    const text = (name: string): string => this.#machine.string(this.#machine.property(error, name)) ?? ""
    if (text("name") !== "SyntaxError" || text("message") !== refusedField) return false
    const [, path, line, column] = /at (\/[^\n]{1,2000}):(\d+):(\d+)$/m.exec(text("stack")) ?? []
    return path !== undefined && this.#files.withComputedPrototype(path, Number(line), Number(column))
  }

  #isCommonJs(path: string, code: string): boolean {
    const kind = this.#files.kindOf(path)
    if (kind !== "either") return kind === "commonjs"
    if (this.#modules.has(path) || isDataUrl(path) || isSurelyModule(code)) return false
    if (this.#compiled.has(path)) return true
    try {
      this.#compiled.set(path, this.#compile(path, code))
      return true
    } catch (cause) {
      if (!(cause instanceof GuestError)) throw cause
      if (!mayBeModule(code)) throw this.#atEnd(cause, path, code)
      this.#machine.free(cause.value)
      this.#modules.add(path)
      return false
    }
  }

  /** Evaluates as a module what is no CommonJS. If it is neither, the error is of the one that got further: its syntax was meant. */
  #evaluateInstead(path: string, code: string, first: GuestError): number {
    try {
      return this.#evaluateModule(path, code)
    } catch (cause) {
      if (!(cause instanceof GuestError)) throw cause
      const other = this.#placeOf(cause.value, path)
      const name = this.#machine.string(this.#machine.property(cause.value, "name"))
      if (name !== "SyntaxError" || other[0] === 0) throw cause
      this.#files.shift(path, code, asCommonJs(code).shift)
      const place = this.#placeOf(first.value, path)
      if (other[0] < place[0] || (other[0] === place[0] && other[1] <= place[1])) throw this.#atEnd(first, path, code)
      this.#moduleText(path, code)
      throw cause
    }
  }

  /** What is missing at the end of a source is not what the machine found there, which ends our function around it. */
  #atEnd(error: GuestError, path: string, code: string): GuestError {
    const lines = code.split(/\r\n|[\n\r\u2028\u2029]/)
    const [line, column] = this.#placeOf(error.value, path)
    if (line === lines.length && column > (lines.at(-1) ?? "").length) {
      this.#machine.setText(error.value, "message", "Unexpected end of input")
    }
    return error
  }

  #compile(path: string, code: string): number {
    const { script, shift } = asCommonJs(code)
    this.#files.shift(path, code, shift)
    return this.#evaluate(script, path, evalFlags.script)
  }

  #evaluateModule(path: string, code: string): number {
    return this.#evaluate(this.#moduleText(path, code), path, evalFlags.module)
  }

  #moduleText(path: string, code: string): string {
    const { script, shift } = asModule(code, path, path === this.#files.main)
    this.#files.shift(path, code, shift)
    return script
  }

  #evaluate(code: string, path: string, flags: EvalFlags): number {
    const value = this.#machine.evaluate(code, path, flags)
    if (this.#machine.isException(value)) throw new GuestError(this.#machine.takeException())
    return value
  }

  /** Line and column of an error of syntax. */
  #placeOf(error: number, path: string): readonly [line: number, column: number] {
    const machine = this.#machine
    const stack = this.#files.mapFrames(machine.string(machine.property(error, "stack")) ?? "")
    const at = stack.indexOf(`${path}:`)
    const [, line, column] = /^:(\d+):(\d+)/.exec(at < 0 ? "" : stack.slice(at + path.length)) ?? []
    return [Number(line ?? 0), Number(column ?? 0)]
  }

  #namespace(path: string): number {
    const { exports } = this.#machine
    const source = `import * as n from ${JSON.stringify(path)}; globalThis[${JSON.stringify(namespaceSlot)}] = n`
    const promise = this.#evaluate(source, preludeName, evalFlags.module)
    exports.qjs_promise_mark_as_handled(promise)
    const state = exports.qjs_promise_state(promise)
    if (state === 1) return this.#machine.invoke(this.#prelude.namespace)
    if (state === 2) throw new GuestError(exports.qjs_promise_result(promise))
    throw new ModuleFailure(
      `require() cannot be used on an ESM graph with top-level await. Use import() instead: '${path}'`,
      "ERR_REQUIRE_ASYNC_MODULE"
    )
  }

  #namesOf(module: string): ReadonlyArray<string> {
    const machine = this.#machine
    const answer = machine.invoke(this.#prelude.names, machine.newString(module))
    if (machine.isException(answer)) throw new GuestError(machine.takeException())
    const names = machine.withStringBytes(answer, (bytes) =>
      bytes.length > longestNames ? "" : new TextDecoder().decode(bytes)
    )
    machine.free(answer)
    return (names ?? "").split(",")
  }
}

const named = (code: string): string => {
  initSync()
  let names: ReadonlyArray<string>
  try {
    names = parse(code).exports
  } catch {
    return ""
  }
  const plain = [...new Set(names)].filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default")
  const constants = plain.map((name, index) => `const v${index} = e?.${name}`)
  return [...constants, `export { ${plain.map((name, index) => `v${index} as ${name}`).join(", ")} }`].join("; ")
}
