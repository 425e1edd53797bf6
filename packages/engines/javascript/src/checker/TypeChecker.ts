import type { CancellationToken, CompilerHost, Diagnostic, SourceFile } from "typescript"
import { homeFolder } from "../Paths.ts"
import type * as Api from "../typescript/Api.ts"
import { isTypeScript } from "../typescript/TypeScriptFiles.ts"
import { checkOptions } from "./CheckOptions.ts"
import { libraryFolder, nodeDeclarations } from "./Declarations.ts"

/** An error of a program's types. */
export interface TypeFault {
  /** Its file, by the name that it has beside the main file. */
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  /** Counted from 1, in UTF-16 units. */
  readonly column: number
  /** TypeScript's number of the error, as in TS2322. */
  readonly code: number
  readonly message: string
}

/** The files of a program, by their names beside the main file, the main file first. */
export type Files = ReadonlyMap<string, string>

/** How many errors are told of. */
const mostFaults = 50

/** How much of an error's text is told, in UTF-16 units. */
const longestMessage = 500

/** `JSDocParsingMode.ParseForTypeErrors`. */
const jsDocParsingMode = 2

const root = `${homeFolder}/`

const foldersOf = (names: Iterable<string>): ReadonlySet<string> => {
  const folders = new Set([homeFolder])
  for (const name of names) {
    for (let at = name.indexOf("/"); at >= 0; at = name.indexOf("/", at + 1)) folders.add(root + name.slice(0, at))
  }
  return folders
}

/** Checks programs, one after another. The declarations are parsed once: programs cannot change them. */
export class TypeChecker {
  readonly #api: typeof Api
  readonly #declarations: ReadonlyMap<string, string>
  readonly #parsed = new Map<string, SourceFile>()

  constructor(api: typeof Api, declarations: ReadonlyMap<string, string>) {
    this.#api = api
    this.#declarations = declarations
  }

  /** The errors of a program's TypeScript files. Throws once `isLate` says so, and whatever the compiler breaks down with. */
  check(files: Files, isLate: () => boolean): ReadonlyArray<TypeFault> {
    const options = checkOptions(files.get("tsconfig.json") ?? "")
    const names = [...files.keys()].filter(isTypeScript)
    const rootNames = [nodeDeclarations, ...names.map((name) => root + name)]
    const program = this.#api.createProgram({ rootNames, options, host: this.#host(files) })
    const { OperationCanceledException } = this.#api
    const token: CancellationToken = {
      isCancellationRequested: isLate,
      throwIfCancellationRequested: () => {
        if (isLate()) throw new OperationCanceledException()
      }
    }
    const faults: Array<TypeFault> = []
    for (const name of names) {
      const file = program.getSourceFile(root + name)
      if (file === undefined) continue
      const found = [...program.getSyntacticDiagnostics(file, token), ...program.getSemanticDiagnostics(file, token)]
      for (const diagnostic of found.toSorted((one, other) => (one.start ?? 0) - (other.start ?? 0))) {
        if (faults.length >= mostFaults) return faults
        faults.push(this.#fault(name, file, diagnostic))
      }
    }
    return faults
  }

  #fault(name: string, file: SourceFile, { code, messageText, start }: Diagnostic): TypeFault {
    const { character, line } = file.getLineAndCharacterOfPosition(start ?? 0)
    const text = this.#api.flattenDiagnosticMessageText(messageText, "\n")
    const message = text.slice(0, longestMessage).toWellFormed()
    return { file: name, line: line + 1, column: character + 1, code, message }
  }

  #host(files: Files): CompilerHost {
    const folders = foldersOf(files.keys())
    const textOf = (path: string) =>
      path.startsWith(root) ? files.get(path.slice(root.length)) : this.#declarations.get(path)
    return {
      fileExists: (path) => textOf(path) !== undefined,
      readFile: textOf,
      directoryExists: (path) => folders.has(path),
      getDirectories: () => [],
      getSourceFile: (path, version) => {
        const text = textOf(path)
        const known = this.#parsed.get(path)
        // What is not there is not remembered: programs may name any number of paths.
        if (known !== undefined || text === undefined) return known
        const parsed = this.#api.createSourceFile(path, text, version)
        if (!path.startsWith(root)) this.#parsed.set(path, parsed)
        return parsed
      },
      getDefaultLibFileName: () => `${libraryFolder}/lib.esnext.d.ts`,
      getDefaultLibLocation: () => libraryFolder,
      getCurrentDirectory: () => homeFolder,
      getCanonicalFileName: (path) => path,
      useCaseSensitiveFileNames: () => true,
      getNewLine: () => "\n",
      writeFile: () => undefined,
      jsDocParsingMode
    }
  }
}
