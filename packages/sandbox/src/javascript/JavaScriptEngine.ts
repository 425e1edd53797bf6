import type { Ending, Engine, Interpreter, LeftFile, Output, Program } from "../Engine.ts"
import type { FileCalls } from "./FileCalls.ts"
import { hostStackBytes } from "./HostStack.ts"
import { instantiate, makeImage, restore } from "./Image.ts"
import type { Image } from "./Image.ts"
import type { Machine } from "./Machine.ts"
import { Run } from "./Run.ts"
import { runtimes } from "./Runtimes.ts"
import { warmTypeScript } from "./TypeScript.ts"

export { runtimes } from "./Runtimes.ts"

class JavaScriptInterpreter implements Interpreter {
  readonly #image: Image
  #machine: Machine
  #clean = true
  #fileCalls: FileCalls | undefined

  constructor(image: Image) {
    this.#image = image
    this.#machine = instantiate(image)
  }

  run(program: Program, output: Output): Ending {
    if (!this.#clean) this.reset()
    this.#clean = false
    const runtime = runtimes.find(({ language }) => language === program.language)
    if (runtime === undefined) throw new Error(`the javascript engine does not know ${program.language}`)
    const run = new Run(this.#image, this.#machine, program, runtime.mainFile, output)
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

/** JavaScript and TypeScript on QuickJS: every run gets a machine in the state of one image, whatever the last one did. */
export const engine: Engine = {
  name: "javascript",
  boot: async () => {
    warmTypeScript()
    return new JavaScriptInterpreter(makeImage(guestStackBytes()))
  }
}

/**
 * A guest call takes up to three times as much of the host's stack as of its own, so the guest's limit comes first for
 * calls. Recursion inside built-ins (deeply nested JSON) can still reach the host's limit, which ends the run.
 */
const guestStackBytes = (): number => Math.min(4 * 1024 * 1024, Math.floor(hostStackBytes() / 3.2 / 4096) * 4096)
