import { readFileSync } from "node:fs"
import type { EmscriptenModule } from "./Emscripten.ts"
import zones from "./guest/zones.py"

/**
 * The data of time zones is a wheel of the Python package `tzdata`, as PyPI has it: wheels are zips, and Python imports from zips. It is one
 * file among the interpreter's and costs nobody anything who does not use it.
 */
const path = "/lib/tzdata.zip" // guest/zones.py has it too

export const installZones = (module: EmscriptenModule, wheel: string): void => {
  module.FS.writeFile(path, readFileSync(wheel))
}

/** Runs once, before the memory image is taken. Its frame shows where a zone is not known. Reading the wheel's table takes 20 ms. */
export const preloadZones = `
exec(compile(${JSON.stringify(zones)}, "<zoneinfo>", "exec"), {"__builtins__": dict(vars(__import__("builtins")))})
`
