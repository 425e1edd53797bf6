import type { Engine, Interpreter, Program } from "@glissade/engine/Engine"
import { loadEngine } from "@glissade/engine/host/LoadEngine"
import { startHost } from "@glissade/engine/host/Host"

/**
 * The host process with its first wall broken on purpose: a program whose text begins with `//breach` is no program of the
 * engine but the body of a JavaScript function, handed the process's own global object and whatever the engine's modules saw.
 */
const breach = (interpreter: Interpreter): Interpreter => ({
  reset: () => interpreter.reset(),
  run: (program: Program, output, input) => {
    if (!program.code.startsWith("//breach")) return interpreter.run(program, output, input)
    let text: string
    try {
      text = String(new Function("process", "reach", program.code)(process, (name: string) => import(name)))
    } catch (error) {
      text = `threw ${String(error)}`
    }
    output.write("stdout", Buffer.from(text))
    return { status: "success", exitCode: 0, memoryBytes: 0, reusable: true }
  }
})

await startHost(async (assets): Promise<Engine> => {
  const engine = await loadEngine(assets)
  return { name: engine.name, boot: async () => breach(await engine.boot()) }
})
