import type { Program, ProgramError } from "@glissade/engine/Engine"
import { emscriptenCalls } from "@glissade/engine/wasm/Emscripten"
import type { Machine } from "@glissade/engine/wasm/FreshInstances"
import type { Outcome } from "@glissade/engine/wasm/Outcome"
import { exited, outOfMemory, stopped } from "@glissade/engine/wasm/Outcome"
import { importsOf, RunContext } from "@glissade/engine/wasm/RunContext"
import { clockCalls } from "@glissade/engine/wasm/Wasi"
import { ResultCode, resultName } from "./ResultCode.ts"
import type { Cell } from "./ResultTable.ts"
import type { ExtensionExports } from "./Extensions.ts"
import { addExtensions } from "./Extensions.ts"
import type { ResultFormat } from "./ResultFormat.ts"
import { readArguments } from "./ResultFormat.ts"
import { shellCommand } from "./ShellCommand.ts"

interface SqliteExports extends ExtensionExports {
  readonly __wasm_call_ctors: () => void
  readonly sqlite3_initialize: () => number
  readonly sqlite3_open: (name: number, out: number) => number
  readonly sqlite3_prepare_v2: (db: number, sql: number, length: number, out: number, tailOut: number) => number
  readonly sqlite3_step: (statement: number) => number
  readonly sqlite3_finalize: (statement: number) => number
  readonly sqlite3_column_count: (statement: number) => number
  readonly sqlite3_column_name: (statement: number, column: number) => number
  readonly sqlite3_column_type: (statement: number, column: number) => number
  readonly sqlite3_column_text: (statement: number, column: number) => number
  readonly sqlite3_column_blob: (statement: number, column: number) => number
  readonly sqlite3_column_bytes: (statement: number, column: number) => number
  readonly sqlite3_bind_parameter_count: (statement: number) => number
  readonly sqlite3_bind_parameter_name: (statement: number, index: number) => number
  readonly sqlite3_bind_text: (s: number, index: number, text: number, length: number, destructor: number) => number
  readonly sqlite3_errmsg: (db: number) => number
  readonly sqlite3_extended_errcode: (db: number) => number
  readonly sqlite3_error_offset: (db: number) => number
}

const kinds: Readonly<Record<number, Cell["kind"]>> = { 1: "number", 2: "number", 4: "blob", 5: "null" }
const nothing: Cell = { kind: "null", text: "" }

/** Tells SQLite to copy the text at once. */
const transient = -1

/** Lines of a table are written together, up to this many characters. */
const pieceLength = 8_192

/** Charged for a cell of a result, so that a result of many empty cells reaches the output limit too. */
const cellBytes = 4

const leading = /^(?:\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))*/

const encoder = new TextEncoder()

interface Failure {
  readonly code: number
  readonly message: string
  readonly line: number
  readonly column: number
}

/**
 * SQLite in its own instance, with an empty in-memory database, created for one script. Its files are those beside the script, in memory;
 * its imports are implemented in `wasm/`.
 */
export class SqlMachine implements Machine {
  readonly space = new RunContext()
  readonly mainFile = "main.sql"
  private readonly exports: SqliteExports
  private readonly db: number
  /** Room for two addresses that SQLite returns. */
  private readonly out: number

  constructor(module: WebAssembly.Module) {
    const memory = new WebAssembly.Memory({ initial: 128, maximum: 32_768 })
    this.space.attach(memory)
    this.installRandomness()
    this.exports = new WebAssembly.Instance(module, importsOf(module, this.calls(memory)))
      .exports as unknown as SqliteExports
    this.exports.__wasm_call_ctors()
    this.out = this.exports.malloc(8)
    const opened = this.exports.sqlite3_initialize() || this.exports.sqlite3_open(this.cString(":memory:"), this.out)
    if (opened !== ResultCode.ok) throw new Error(`SQLite does not start: ${resultName(opened)}`)
    this.db = this.space.linear.u32(this.out)
    addExtensions(this.db, this.space.linear, this.exports)
  }

  run(program: Program): Outcome {
    const { exports, out } = this
    const { linear } = this.space
    const { format, values } = readArguments(program.args)
    const code = program.code.replace(/^\ufeff/, "")
    const start = this.cString(code)
    if (start === 0) return stopped("memory_limit", outOfMemory(program.limits.memoryBytes))
    const end = start + encoder.encode(code).length
    for (let at = start; at < end;) {
      const prepared = exports.sqlite3_prepare_v2(this.db, at, end - at + 1, out, out + 4)
      if (prepared !== ResultCode.ok) return this.failed(program, start, at)
      const statement = linear.u32(out)
      const tail = linear.u32(out + 4)
      if (statement !== 0 && !this.execute(statement, values, format, program.limits.outputBytes))
        return this.failed(program, start, at)
      // A zero byte ends the text for SQLite.
      if (tail <= at) break
      at = tail
    }
    return exited(0)
  }

  flush(): void {}

  /** Runs a statement to its end and prints its result; returns whether it succeeded. */
  private execute(
    statement: number,
    values: ReadonlyArray<string>,
    format: ResultFormat,
    outputBytes: number
  ): boolean {
    const { exports } = this
    this.bind(statement, values)
    const columns = exports.sqlite3_column_count(statement)
    const rows: Array<ReadonlyArray<Cell>> = []
    // A result that cannot be printed in full is not read in full.
    let left = outputBytes
    let stepped: number
    while ((stepped = exports.sqlite3_step(statement)) === ResultCode.row && left >= 0) {
      const row = Array.from({ length: columns }, (_, column) => this.cell(statement, column, left))
      for (const { text } of row) left -= text.length + cellBytes
      rows.push(row)
    }
    if (stepped !== ResultCode.row && stepped !== ResultCode.done) return false
    if (columns > 0) {
      const names = Array.from({ length: columns }, (_, column) =>
        this.space.linear.cString(exports.sqlite3_column_name(statement, column))
      )
      this.print(format(names, rows))
    }
    return exports.sqlite3_finalize(statement) === ResultCode.ok
  }

  /** `?1` is the first argument and so on; parameters with other names are NULL. */
  private bind(statement: number, args: ReadonlyArray<string>): void {
    const { exports } = this
    const count = Math.min(exports.sqlite3_bind_parameter_count(statement), args.length)
    for (let index = 1; index <= count; index++) {
      const name = exports.sqlite3_bind_parameter_name(statement, index)
      if (name !== 0 && !this.space.linear.cString(name).startsWith("?")) continue
      const text = args[index - 1]!
      exports.sqlite3_bind_text(statement, index, this.cString(text), encoder.encode(text).length, transient)
    }
  }

  private cell(statement: number, column: number, most: number): Cell {
    const { exports } = this
    const kind = kinds[exports.sqlite3_column_type(statement, column)] ?? "text"
    if (kind === "null") return nothing
    const read = kind === "blob" ? exports.sqlite3_column_blob : exports.sqlite3_column_text
    const address = read(statement, column)
    const length = Math.min(exports.sqlite3_column_bytes(statement, column), most + 1)
    if (kind !== "blob") return { kind, text: this.space.linear.text(address, length) }
    return { kind, text: `x'${Buffer.from(this.space.linear.copy(address, length)).toString("hex")}'` }
  }

  private print(lines: Iterable<string>): void {
    let piece = ""
    for (const line of lines) {
      piece += `${line}\n`
      if (piece.length < pieceLength) continue
      this.write(1, piece)
      piece = ""
    }
    this.write(1, piece)
  }

  private write(descriptor: number, text: string): void {
    this.space.descriptors().write(descriptor, encoder.encode(text))
  }

  private failed(program: Program, start: number, at: number): Outcome {
    const failure = this.failure(start, at)
    const { code, column, line, message } = failure
    const kind = code & 255
    const text = program.code.split("\n")[line - 1]?.replace(/\r$/, "") ?? ""
    const caret = text.slice(0, column - 1).replaceAll(/[^\t]/g, " ")
    const excerpt = text.length < 2_000 ? `  ${text}\n  ${caret}^\n` : ""
    this.write(2, `main.sql:${line}:${column}: ${message}\n${excerpt}`)
    const hungry = kind === ResultCode.noMemory || kind === ResultCode.full || kind === ResultCode.ioError
    if (this.space.refused && hungry) return stopped("memory_limit", outOfMemory(program.limits.memoryBytes))
    const error: ProgramError = { type: resultName(code), message, line, column }
    return exited(1, error)
  }

  /** What is wrong with the statement at an address, and where: at the token that SQLite names, or where the statement begins. */
  private failure(start: number, at: number): Failure {
    const { exports } = this
    const { linear } = this.space
    const offset = exports.sqlite3_error_offset(this.db)
    const before = linear.text(start, at - start)
    const rest = linear.cString(at)
    const skipped = offset >= 0 ? linear.text(at, offset) : rest.slice(0, (leading.exec(rest)?.[0] ?? "").length)
    const lines = (before + skipped).split("\n")
    const command = shellCommand(rest.slice(skipped.length))
    const message = linear.cString(exports.sqlite3_errmsg(this.db))
    return {
      code: exports.sqlite3_extended_errcode(this.db),
      message: command === undefined ? message : `${message}: ${command}`,
      line: lines.length,
      column: lines.at(-1)!.length + 1
    }
  }

  /** SQLite seeds its random numbers from here. */
  private installRandomness(): void {
    const { files } = this.space
    files.install("/dev/urandom", crypto.getRandomValues(new Uint8Array(256)), files.root)
  }

  private cString(text: string): number {
    return this.space.linear.write(text, this.exports.malloc)
  }

  private calls(memory: WebAssembly.Memory): Record<string, WebAssembly.ImportValue> {
    const { space } = this
    return {
      ...emscriptenCalls(space),
      ...clockCalls(space.linear, space.elapsedMs),
      emscripten_get_heap_max: () => 2 ** 31,
      memory
    }
  }
}
