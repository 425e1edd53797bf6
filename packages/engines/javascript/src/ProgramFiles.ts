import type { Program } from "@glissade/engine/Engine"
import { ModuleFailure } from "./Machine.ts"
import { unframed } from "./CommonJs.ts"
import { dataOf } from "./DataUrl.ts"
import { sourceKind } from "./SourceKind.ts"
import type { SourceKind } from "./SourceKind.ts"
import type { SourceMap } from "./SourceMap.ts"
import { homeFolder } from "./Paths.ts"
import { withComputedPrototype } from "./PrototypeField.ts"
import { noJsx, TypeScriptSyntaxError } from "./TypeScript.ts"
import { findModule } from "./Resolution.ts"
import type { Compiler } from "./typescript/Compiler.ts"
import { isTypeScript, TypeScriptFiles } from "./typescript/TypeScriptFiles.ts"

const decoder = new TextDecoder()

const literal = (json: unknown): string => JSON.stringify(json).replaceAll(/(?<!\\)"__proto__":/g, '["__proto__"]:')

/** The files of one run as modules: resolves specifiers, gives the machine its sources, and keeps the person's own lines. */
export class ProgramFiles {
  readonly main: string
  readonly #files: ReadonlyMap<string, Uint8Array>
  readonly #sources = new Map<string, string>()
  readonly #maps = new Map<string, SourceMap>()
  readonly #lines = new Map<string, ReadonlyArray<string>>()
  /** Sources with other names of fields than the person wrote. */
  readonly #renamed = new Map<string, string>()
  readonly #shifted = new Map<string, { readonly code: string; readonly shift: number }>()
  readonly #written: (path: string) => Uint8Array | undefined
  readonly #typed: TypeScriptFiles

  /** `written` returns the content of a file that the program may have written or removed itself. */
  constructor(
    program: Program,
    mainFile: string,
    written: (path: string) => Uint8Array | undefined,
    compiler: Compiler
  ) {
    this.#written = written
    this.#typed = new TypeScriptFiles(
      {
        source: (path) => this.source(path),
        kindOf: (path) => this.kindOf(path),
        resolve: (base, specifier) => findModule(this, base, specifier),
        config: () => this.source(`${homeFolder}/tsconfig.json`)
      },
      compiler
    )
    this.main = `${homeFolder}/${mainFile}`
    this.#files = new Map(program.files.map(({ name, content }) => [`${homeFolder}/${name}`, content]))
    this.#sources.set(this.main, program.code)
  }

  /** The person's own text of a file, for excerpts. */
  source(path: string): string | undefined {
    const known = this.#sources.get(path)
    if (known !== undefined) return known
    const content = this.#files.get(path) ?? this.#written(path)
    return content === undefined ? undefined : decoder.decode(content)
  }

  has(path: string): boolean {
    return this.#sources.has(path) || this.#files.has(path) || this.#written(path) !== undefined
  }

  kindOf(path: string): SourceKind {
    return sourceKind(path, (name) => this.source(name))
  }

  /** Says how many characters stand before a source in what is evaluated: frames are mapped. */
  shift(path: string, code: string, shift: number): void {
    this.#shifted.set(path, { code, shift })
  }

  /** Loads a file from now on with its field `prototype` at this place under a computed name. Whether there is one. */
  withComputedPrototype(path: string, line: number, column: number): boolean {
    const source = this.#renamed.get(path) ?? this.source(path)
    const renamed = source === undefined ? undefined : withComputedPrototype(source, line, column)
    if (renamed !== undefined) this.#renamed.set(path, renamed)
    return renamed !== undefined
  }

  /** Where a file names what it imports, since the machine does not report it. */
  placeOf(base: string, specifier: string): string | undefined {
    const source = this.source(base)
    if (source === undefined) return undefined
    const at = ["'", '"', "`"].map((mark) => source.indexOf(mark + specifier + mark)).find((index) => index >= 0)
    if (at === undefined) return undefined
    const before = source.slice(0, at).split(/\r\n|\n|\r/)
    return `${base}:${before.length}:${(before.at(-1) ?? "").length + 1}`
  }

  /** The JavaScript of a file; of JSON, a module that exports it. */
  load(path: string): string {
    const own = dataOf(path) ?? this.source(path)
    if (own === undefined) throw new ModuleFailure(`Cannot find module '${path}'`, "ERR_MODULE_NOT_FOUND")
    this.#sources.set(path, own)
    const source = this.#renamed.get(path) ?? own
    if (path.endsWith(".json")) return this.#json(path, source)
    if (/\.[jt]sx$/.test(path)) throw new ModuleFailure(`${path} is JSX, ${noJsx}`, "ERR_UNKNOWN_FILE_EXTENSION")
    if (!isTypeScript(path)) return source.startsWith("#!") ? `//${source}` : source
    const { code, map } = this.#typed.load(path, source)
    if (map !== undefined) this.#maps.set(path, map)
    return code
  }

  /** {@link load} for an import at run time: a faulty source is an error that the program can catch. */
  import(path: string): string {
    try {
      return this.load(path)
    } catch (cause) {
      if (!(cause instanceof TypeScriptSyntaxError)) throw cause
      const { line, column } = cause.place
      throw new ModuleFailure(cause.message, "ERR_INVALID_TYPESCRIPT_SYNTAX", `${path}:${line}:${column}`)
    }
  }

  /**
   * Maps a trace to the person's source: lines and columns of the text as it was written, `new` attributed to the call behind it, and
   * without frames of implicit constructors.
   */
  mapFrames(frames: string): string {
    const kept: Array<string> = []
    for (const frame of frames.split("\n")) {
      const found = frame.length > 2000 ? null : /^(.*?)(\/home\/user\/[^\n]*?):(\d+):(\d+)(\)?)$/.exec(frame)
      if (found === null) {
        kept.push(frame)
        continue
      }
      const [, before = "", path = "", line, column, after = ""] = found
      const reported = { line: Number(line), column: Number(column) }
      const shifted = this.#shifted.get(path)
      const generated = shifted === undefined ? reported : unframed(reported, shifted.code, shifted.shift)
      const map = this.#maps.get(path)
      const place = map === undefined ? generated : map(generated)
      if (place === undefined) continue
      const text = this.#line(path, place.line)
      if (text.startsWith("class", place.column - 1)) continue
      const isNew = text.slice(0, place.column - 1).endsWith("new ")
      kept.push(`${before}${path}:${place.line}:${isNew ? place.column - 4 : place.column}${after}`)
    }
    return kept.join("\n")
  }

  #line(path: string, line: number): string {
    let lines = this.#lines.get(path)
    if (lines === undefined) {
      lines = (this.source(path) ?? "").split(/\r\n|[\n\r\u2028\u2029]/)
      this.#lines.set(path, lines)
    }
    return lines[line - 1] ?? ""
  }

  #json(path: string, source: string): string {
    try {
      return `export default ${literal(JSON.parse(source))}`
    } catch (cause) {
      throw new ModuleFailure(`${path} is not JSON: ${(cause as Error).message}`, "ERR_INVALID_JSON", `${path}:1:1`)
    }
  }
}
