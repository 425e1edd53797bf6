import { readFileSync } from "node:fs"
import type { EmscriptenModule } from "./Emscripten.ts"
import zones from "./guest/zones.py"

/**
 * Time zone data is a wheel of the Python package `tzdata` from PyPI: wheels are zips, and Python imports from zips. It is one of the
 * interpreter's files and costs programs that do not use it nothing.
 */
const path = "/lib/tzdata.zip" // guest/zones.py has it too

export const installZones = (module: EmscriptenModule, wheel: string): void => {
  module.FS.writeFile(path, readFileSync(wheel))
}

/** Runs once, before the memory image is taken. Its frame is in the traceback for an unknown zone. Reading the wheel's table takes 20 ms. */
export const preloadZones = `
exec(compile(${JSON.stringify(zones)}, "<zoneinfo>", "exec"), {"__builtins__": dict(vars(__import__("builtins")))})
`
