import type { Runtime } from "@glissade/protocol/Runtime"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { runtimes as javascriptRuntimes } from "./javascript/Runtimes.ts"
import { pythonVersion } from "./python/PythonEngine.ts"

/** What the parent knows of an engine; `host/Engines.ts` says how its process loads it. */
export interface EngineDescription {
  /** A file of the npm package that carries the engine, as an import names it. The engine's process may read that package. */
  readonly file: string
  /** Whether its first interpreter starts with the sandbox where nobody says otherwise. */
  readonly warm: boolean
  /** The shortest program of the engine's first language that prints, for warming up. */
  readonly greeting: string
  /** What installs the package where it is no dependency. */
  readonly install?: string
  /** The languages, told from the package's folder: asking an interpreter would take a boot. */
  readonly runtimes: (folder: string) => ReadonlyArray<Runtime>
}

const packageOf = (folder: string): { readonly name: string; readonly version: string } =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))

const packageVersion = (folder: string): string => {
  const { name, version } = packageOf(folder)
  return `${name} ${version}`
}

const table = {
  python: {
    file: "pyodide/package.json",
    warm: true,
    greeting: "print(1)",
    runtimes: (folder) => [
      { language: "python", version: pythonVersion(folder), engine: packageVersion(folder), mainFile: "main.py" }
    ]
  },
  javascript: {
    file: "quickjs-wasi/quickjs.wasm",
    warm: true,
    greeting: "console.log(1)",
    runtimes: () => javascriptRuntimes
  },
  lua: {
    file: "wasmoon/package.json",
    warm: false,
    greeting: "print(1)",
    runtimes: (folder) => [{ language: "lua", version: "5.4", engine: packageVersion(folder), mainFile: "main.lua" }]
  },
  sql: {
    file: "@sqlite.org/sqlite-wasm/package.json",
    warm: false,
    greeting: "select 1",
    runtimes: (folder) => {
      // The package is numbered as the SQLite in it, and by build.
      const version = `SQLite ${packageOf(folder).version.replace(/-.*/, "")}`
      return [{ language: "sql", version, engine: packageVersion(folder), mainFile: "main.sql" }]
    }
  },
  ruby: {
    file: "@ruby/4.0-wasm-wasi/dist/ruby+stdlib.wasm",
    warm: false,
    greeting: "puts 1",
    // 99 MB.
    install: "npm i --no-save @ruby/4.0-wasm-wasi@2.10.1",
    runtimes: (folder) => [{ language: "ruby", version: "4.0", engine: packageVersion(folder), mainFile: "main.rb" }]
  }
} satisfies Record<string, EngineDescription>

/** Name of an engine; its folder in `src` has the same. */
export type EngineName = keyof typeof table

/** Every engine that there is. One whose package is not installed is not offered. */
export const engineTable: Readonly<Record<EngineName, EngineDescription>> = table

export const engineNames = Object.keys(table) as ReadonlyArray<EngineName>
