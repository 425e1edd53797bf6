import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { EngineProgram } from "@glissade/engine/Engine"
import { FreshInstances } from "@glissade/engine/wasm/FreshInstances"
import { SqlMachine } from "./SqlMachine.ts"

/** SQL on SQLite, in the build of the npm package `@sqlite.org/sqlite-wasm`, without that package's JavaScript. */
export const makeEngine: EngineProgram["makeEngine"] = ({ runtimeFolder }) => ({
  name: "sql",
  boot: async () => {
    const module = new WebAssembly.Module(readFileSync(join(runtimeFolder, "dist/sqlite3.wasm")))
    return new FreshInstances(() => new SqlMachine(module))
  }
})
