import type { Engine, Interpreter, Program } from "@glissade/engine/Engine"
import { loadEngine } from "@glissade/engine/host/LoadEngine"
import { startHost } from "@glissade/engine/host/Host"

/**
 * The host process with a hand in its engine's memory: a program whose first line is `//corrupt` with a description finds the
 * memory written over from its first step on, as if a flaw of the engine had let it write where it likes.
 */
let memory: WebAssembly.Memory | undefined

const note = (instance: WebAssembly.Instance, imports?: WebAssembly.Imports): void => {
  const imported = Object.values(imports ?? {}).flatMap((entries) => Object.values(entries))
  for (const value of [...imported, ...Object.values(instance.exports)]) {
    if (value instanceof WebAssembly.Memory) memory = value
  }
}

const { Instance, instantiate } = WebAssembly
WebAssembly.Instance = new Proxy(Instance, {
  construct: (target, [module, imports]: [WebAssembly.Module, WebAssembly.Imports?]) => {
    const instance = new target(module, imports)
    note(instance, imports)
    return instance
  }
})
WebAssembly.instantiate = (async (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) => {
  const result = await instantiate(source as BufferSource, imports)
  note("instance" in result ? result.instance : result, imports)
  return result
}) as typeof instantiate

interface Corruption {
  readonly how: "noise" | "small numbers" | "zeros" | "one byte"
  readonly seed: number
  /** Words that are changed, or bytes that are filled. */
  readonly count: number
}

/** The first table entries and addresses lie below: small numbers are function pointers, lengths, counts and tags. */
const small = 9_000

const corrupt = ({ count, how, seed }: Corruption): void => {
  const words = new Uint32Array(memory!.buffer)
  let state = seed >>> 0
  const below = (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * bound)
  }
  if (how === "zeros" || how === "one byte") {
    new Uint8Array(memory!.buffer).fill(how === "zeros" ? 0 : 65, 1_024, 1_024 + count)
    return
  }
  for (let done = 0; done < count;) {
    const at = below(words.length)
    if (how === "small numbers" && (words[at] === 0 || words[at]! >= small)) continue
    words[at] = how === "noise" ? below(2 ** 32) : below(small)
    done += 1
  }
}

const corrupting = (interpreter: Interpreter): Interpreter => ({
  reset: () => interpreter.reset(),
  run: (program: Program, output, input) => {
    const [first, ...rest] = program.code.split("\n")
    if (!first!.startsWith("//corrupt ")) return interpreter.run(program, output, input)
    corrupt(JSON.parse(first!.slice("//corrupt ".length)) as Corruption)
    return interpreter.run({ ...program, code: rest.join("\n") }, output, input)
  }
})

await startHost(async (assets): Promise<Engine> => {
  const engine = await loadEngine(assets)
  return { name: engine.name, boot: async () => corrupting(await engine.boot()) }
})
