import { stripTypes, TypeScriptSyntaxError } from "../TypeScript.ts"
import type { Stripped } from "../TypeScript.ts"
import type { SourceKind } from "../SourceKind.ts"
import type { Compiler } from "./Compiler.ts"
import { emitOptionsIn } from "./CompilerOptions.ts"
import type { EmitOptions } from "./CompilerOptions.ts"
import { declaredTypes } from "./DeclaredTypes.ts"
import { elide } from "./Elision.ts"
import { ExportKinds } from "./ExportKinds.ts"
import type { TypedFile } from "./ExportKinds.ts"
import { NewerSyntax, noSyntax } from "./ModuleSyntax.ts"
import type { ModuleSyntax } from "./ModuleSyntax.ts"

/** The files of a program, as its TypeScript is compiled. */
export interface ProgramSources {
  /** The text of a file. */
  readonly source: (path: string) => string | undefined
  readonly kindOf: (path: string) => SourceKind
  /** The file that a specifier names, if it is one of the program's. */
  readonly resolve: (base: string, specifier: string) => string | undefined
  /** The text of its `tsconfig.json`. */
  readonly config: () => string | undefined
}

interface Compiled extends Stripped {
  readonly source: string
  readonly syntax?: ModuleSyntax
  /** The names of its types, when somebody has asked for them. */
  types?: ReadonlySet<string>
}

/** `export =` and `import a = require("b")`. */
const requires = /^[ \t]*(?:export\s*=|(?:export\s+)?import\s+(?:type\s+)?[\w$]+\s*=\s*require\b)/m

/** Whether a namespace or an enum is declared in several parts, which see one another. */
const isMerged = (source: string): boolean => {
  const names = Array.from(source.matchAll(/\b(?:namespace|module|enum)\s+([\w$]+)/g), ([, name]) => name)
  return new Set(names).size < names.length
}

/** What may be an import, an export, or newer than the machine: a reason to parse a source. */
const isNotable = /\b(?:import|export|accessor|using)\b|@/

/** Whether a file is TypeScript, by its ending. */
export const isTypeScript = (path: string): boolean => /\.[mc]?ts$/.test(path)

/**
 * Compiles the TypeScript of one run. Types are blanked where that is all there is to do, so that every character keeps its place; the rest
 * is for TypeScript's own compiler.
 */
/** What makes a file a module; something that only looks like it costs nothing. */
const hasModuleSyntax = /\b(?:import|export)\b/

export class TypeScriptFiles {
  readonly #sources: ProgramSources
  readonly #compiler: Compiler
  readonly #kinds: ExportKinds
  readonly #compiled = new Map<string, Compiled>()
  /** What was found out for the file that is being loaded: the program may write its files between two loads. */
  readonly #known = new Map<string, TypedFile | undefined>()
  #options: EmitOptions | undefined

  constructor(sources: ProgramSources, compiler: Compiler) {
    this.#sources = sources
    this.#compiler = compiler
    this.#kinds = new ExportKinds({
      file: (path) => this.#typedOnce(path),
      resolve: (base, specifier) => sources.resolve(base, specifier)
    })
  }

  /** The JavaScript of a TypeScript source. Throws a `TypeScriptSyntaxError` for a faulty one. */
  load(path: string, source: string): Stripped {
    const compiled = this.#compile(path, source)
    const { code, syntax } = compiled
    if (syntax === undefined || this.#emit().verbatimModuleSyntax === true) return compiled
    this.#known.clear()
    const left = elide(code, syntax, this.#kinds.of(path))
    // As tsc does: a file whose imports and exports were all of types is still a module.
    return { ...compiled, code: left === code || hasModuleSyntax.test(left) ? left : `${left}\nexport {}` }
  }

  #emit(): EmitOptions {
    this.#options ??= emitOptionsIn(this.#sources.config() ?? "")
    return this.#options
  }

  #compile(path: string, source: string): Compiled {
    const known = this.#compiled.get(path)
    if (known?.source === source) return known
    const compiled = this.#compileNow(path, source)
    this.#compiled.set(path, compiled)
    return compiled
  }

  #compileNow(path: string, source: string): Compiled {
    const stripped = stripTypes(source)
    const isPlain = stripped.map === undefined || !requires.test(source)
    const hasParts = stripped.map !== undefined && isMerged(source)
    const hasOldFields = this.#emit().useDefineForClassFields === false && /\bclass\b/.test(stripped.code)
    if (isPlain && !hasParts && !hasOldFields) {
      if (!isNotable.test(stripped.code)) return { ...stripped, source }
      try {
        return this.#read(source, stripped)
      } catch (cause) {
        if (!(cause instanceof NewerSyntax)) throw cause
      }
    }
    const isModule = this.#sources.kindOf(path) === "module"
    const format = isPlain ? "module" : isModule ? "node" : "commonjs"
    const written = this.#compiler.compile(source, format, this.#emit())
    try {
      return this.#read(source, written)
    } catch (cause) {
      // What it leaves as it is, such as a decorator of a function, is for the machine to refuse.
      if (cause instanceof NewerSyntax) return { ...written, source }
      throw cause
    }
  }

  #read(source: string, stripped: Stripped): Compiled {
    const syntax = this.#compiler.syntax(stripped.code)
    return syntax === undefined ? { ...stripped, source } : { ...stripped, source, syntax }
  }

  #typedOnce(path: string): TypedFile | undefined {
    if (!this.#known.has(path)) this.#known.set(path, this.#typed(path))
    return this.#known.get(path)
  }

  /** A file that others import from, if its types are known. */
  #typed(path: string): TypedFile | undefined {
    const source = isTypeScript(path) ? this.#sources.source(path) : undefined
    if (source === undefined) return undefined
    try {
      const compiled = this.#compile(path, source)
      const { code, syntax } = compiled
      const types = () => (compiled.types ??= declaredTypes(source))
      // What has neither imports nor exports left has types only, or is CommonJS.
      if (syntax !== undefined && isModule(syntax)) return { syntax, types }
      return /\b(?:module|exports|require)\b/.test(code) ? undefined : { syntax: noSyntax, types }
    } catch (cause) {
      // Its fault is told of when it is loaded itself.
      if (cause instanceof TypeScriptSyntaxError) return undefined
      throw cause
    }
  }
}

const isModule = ({ declared, defaultName, exports, imports, stars }: ModuleSyntax): boolean =>
  defaultName !== undefined || [declared.size, exports.length, imports.length, stars.length].some((count) => count > 0)
