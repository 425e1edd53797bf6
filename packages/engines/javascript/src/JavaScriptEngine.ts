import type {
  Ending,
  EngineAssets,
  EngineProgram,
  Input,
  Interpreter,
  LeftFile,
  Output,
  Program
} from "@glissade/engine/Engine"
import type { FileCalls } from "./FileCalls.ts"
import { hostStackBytes } from "./HostStack.ts"
import { instantiate, makeImage, restore } from "./Image.ts"
import type { Image } from "./Image.ts"
import type { Machine } from "./Machine.ts"
import { Run } from "./ProgramRun.ts"
import { Compiler } from "./typescript/Compiler.ts"
import { warmTypeScript } from "./TypeScript.ts"

class JavaScriptInterpreter implements Interpreter {
  readonly #image: Image
  readonly #languages: EngineAssets["languages"]
  readonly #compiler: Compiler
  #machine: Machine
  #clean = true
  #fileCalls: FileCalls | undefined

  constructor(image: Image, compiler: Compiler, languages: EngineAssets["languages"]) {
    this.#image = image
    this.#compiler = compiler
    this.#languages = languages
    this.#machine = instantiate(image)
  }

  run(program: Program, output: Output, input: Input): Ending {
    if (!this.#clean) this.reset()
    this.#clean = false
    const language = this.#languages.find(({ id }) => id === program.language)
    if (language === undefined) throw new Error(`the javascript engine does not know ${program.language}`)
    const streams = { input, output }
    const run = new Run(this.#image, this.#machine, this.#compiler, program, language.mainFile, streams)
    this.#fileCalls = run.fileCalls
    return run.run()
  }

  leftFiles(): ReadonlyArray<LeftFile> {
    return this.#fileCalls?.left() ?? []
  }

  reset(): boolean {
    this.#fileCalls = undefined
    if (this.#clean) return true
    if (!restore(this.#image, this.#machine)) this.#machine = instantiate(this.#image)
    this.#clean = true
    return true
  }
}

/**
 * A guest call takes 1.6 times (functions) to 2.7 times (generators) as much of the host's stack as of its own, so calls reach the guest's
 * limit first. Code that V8 has not optimized yet takes somewhat more: hence a third. Recursion inside built-ins (deeply nested JSON) can
 * still reach the host's limit, which ends the run.
 */
const guestStackBytes = (): number => Math.min(4 * 1024 * 1024, Math.floor(hostStackBytes() / 3 / 4096) * 4096)

/** JavaScript and TypeScript on QuickJS: every run gets a machine in the state of one image, whatever the previous run did. */
export const makeEngine: EngineProgram["makeEngine"] = ({ languages, ownFolder, runtimeFolder }) => ({
  name: "javascript",
  boot: async () => {
    warmTypeScript()
    return new JavaScriptInterpreter(makeImage(runtimeFolder, guestStackBytes()), new Compiler(ownFolder), languages)
  }
})
