import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Engine } from "../Engine.ts"
import { FreshInstances } from "../wasm/FreshInstances.ts"
import { LuaMachine } from "./LuaMachine.ts"

/** Lua in the build of the npm package `wasmoon`, without that package's JavaScript: a fresh state for every program. */
export const makeEngine = (folder: string): Engine => ({
  name: "lua",
  boot: async () => {
    const module = new WebAssembly.Module(readFileSync(join(folder, "dist/glue.wasm")))
    return new FreshInstances(() => new LuaMachine(module))
  }
})
