import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Engine } from "../Engine.ts"
import { FreshInstances } from "../wasm/FreshInstances.ts"
import { SqlMachine } from "./SqlMachine.ts"

/** SQL on SQLite, in the build of the npm package `@sqlite.org/sqlite-wasm`, without that package's JavaScript. */
export const makeEngine = (folder: string): Engine => ({
  name: "sql",
  boot: async () => {
    const module = new WebAssembly.Module(readFileSync(join(folder, "dist/sqlite3.wasm")))
    return new FreshInstances(() => new SqlMachine(module))
  }
})
