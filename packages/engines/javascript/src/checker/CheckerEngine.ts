import type { Ending, EngineProgram, Interpreter, Output, Program } from "@glissade/engine/Engine"
import type * as Api from "../typescript/Api.ts"
import { scriptOf } from "../typescript/Script.ts"
import { readDeclarations } from "./Declarations.ts"
import { TypeChecker } from "./TypeChecker.ts"

/** Checked once at the boot, so that the declarations are parsed and the compiler is warm: the first program waits at most a second. */
const greeting = `import { readFileSync } from "node:fs"
interface Named { readonly name: string }
class Person implements Named { constructor(readonly name: string) {} }
const people: ReadonlyArray<Named> = ["a", "b"].map((name) => new Person(name))
console.log(people.map(({ name }) => name.toUpperCase()), readFileSync(0, "utf8"), process.argv, Buffer.from("a"))
export const later = async (): Promise<Map<string, number>> => new Map(await Promise.all([["a", 1] as const]))
`

const decoder = new TextDecoder()
const encoder = new TextEncoder()

const ending = (status: Ending["status"], reusable: boolean): Ending => ({
  status,
  exitCode: status === "success" ? 0 : 1,
  memoryBytes: 0,
  reusable
})

class Checker implements Interpreter {
  readonly #checker: TypeChecker
  readonly #mainFiles: ReadonlyMap<string, string>

  constructor(checker: TypeChecker, mainFiles: ReadonlyMap<string, string>) {
    this.#checker = checker
    this.#mainFiles = mainFiles
  }

  /** Writes the errors of a program as JSON. */
  run({ code, files, language, limits }: Program, output: Output): Ending {
    const end = performance.now() + limits.timeoutMs
    const isLate = () => performance.now() >= end
    const texts = files.map(({ content, name }) => [name, decoder.decode(content)] as const)
    try {
      const faults = this.#checker.check(
        new Map([[this.#mainFiles.get(language) ?? "main.ts", code], ...texts]),
        isLate
      )
      return ending(output.write("stdout", encoder.encode(JSON.stringify(faults))) ? "success" : "output_limit", true)
    } catch {
      // Late, or nested too deeply: what the compiler has half done is not to be relied on.
      return ending("error", isLate())
    }
  }

  reset(): boolean {
    return true
  }
}

/** TypeScript's own checker. Its programs are those to check, and their output is the errors. */
export const makeEngine: EngineProgram["makeEngine"] = ({ languages, ownFolder }) => ({
  name: "javascript-checker",
  boot: async () => {
    const api = scriptOf<typeof Api>(ownFolder, "typescript.js")()
    const checker = new TypeChecker(api, readDeclarations(ownFolder))
    checker.check(new Map([["main.ts", greeting]]), () => false)
    return new Checker(checker, new Map(languages.map(({ id, mainFile }) => [id, mainFile])))
  }
})
