import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { EngineProgram } from "@glissade/engine/Engine"
import { FreshInstances } from "@glissade/engine/wasm/FreshInstances"
import { LuaMachine } from "./LuaMachine.ts"

/** Lua in the build of the npm package `wasmoon`, without that package's JavaScript: a fresh state for every program. */
export const makeEngine: EngineProgram["makeEngine"] = ({ runtimeFolder }) => ({
  name: "lua",
  boot: async () => {
    const module = new WebAssembly.Module(readFileSync(join(runtimeFolder, "dist/glue.wasm")))
    return new FreshInstances(() => new LuaMachine(module))
  }
})
