import { assert, it } from "@effect/vitest"
import { FileQuota } from "../src/FileQuota.ts"
import { Gate } from "../src/Gate.ts"
import { ProgramInput } from "@glissade/engine/host/ProgramInput"
import { Trap } from "@glissade/engine/wasm/Trap"

/** Emscripten's imports: one object by two names, from which it also takes what the module asks for by address. */
const wrapped = () => {
  const reached: Array<string> = []
  const note = (name: string, sig: string) => Object.assign(() => void reached.push(name), { sig })
  const functions: Record<string, (() => void) & { readonly sig?: string }> = {
    emscripten_glClear: note("emscripten_glClear", "vi"),
    emscripten_console_log: note("emscripten_console_log", "vp"),
    JsvFunction_CallBound: note("JsvFunction_CallBound", "ppp")
  }
  const gate = new Gate(new FileQuota())
  gate.wrap({ env: functions, wasi_snapshot_preview1: functions, "GOT.func": {} })
  return { functions, gate, reached }
}

it("every function of the imports is behind the gate, those too that the module only knows by their address", () => {
  const { functions, gate, reached } = wrapped()
  gate.lock(1_000, 1 << 20, new ProgramInput(new Uint8Array(0)))
  for (const [name, call] of Object.entries(functions)) {
    assert.throws(() => call(), Trap, `forbidden: ${name}`)
  }
  assert.deepStrictEqual(reached, [])
})

it("before a program they are what they were, with their types", () => {
  const { functions, reached } = wrapped()
  for (const call of Object.values(functions)) call()
  assert.deepStrictEqual(reached, Object.keys(functions))
  assert.deepStrictEqual(
    Object.values(functions).map(({ sig }) => sig),
    ["vi", "vp", "ppp"]
  )
})
