import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { Engine } from "../Engine.ts"
import { FileQuota } from "./FileQuota.ts"
import { Gate } from "./Gate.ts"
import type { PythonAssets } from "./Image.ts"
import { bootAnew, imageKey, readImage } from "./Image.ts"
import * as Interpreter from "./Interpreter.ts"
import { layOut } from "./Layout.ts"
import * as Pyodide from "./Pyodide.ts"

export interface PythonFiles extends PythonAssets {
  /** A file that `makeImage` wrote; without it the boot takes 2 to 5 seconds in place of 0.2. */
  readonly image?: string
}

/** Version of the language in a Pyodide package, read without starting it. */
export const pythonVersion = (pyodideFolder: string): string => {
  const lock = JSON.parse(readFileSync(join(pyodideFolder, "pyodide-lock.json"), "utf8")) as {
    info: { python: string }
  }
  return lock.info.python
}

/**
 * CPython in Pyodide, behind an import gate. One boot, then every program starts from the same memory: globals, modules and
 * files of one program are gone for the next.
 */
export const makeEngine = (from: PythonFiles): Engine => ({
  name: "python",
  boot: async () => {
    const files = new FileQuota()
    const gate = new Gate(files)
    const streams = new Interpreter.ProgramStreams(gate)
    if (from.image === undefined) {
      return Interpreter.make({ ...(await bootAnew(from, gate, streams)), gate, files, streams })
    }
    const start = readImage(from.image, imageKey(from))
    const loaded = await Pyodide.start(from.pyodideFolder, gate, start)
    layOut(loaded.module, from, streams)
    Interpreter.putBack(loaded, start)
    return Interpreter.make({ loaded, start, gate, files, streams })
  }
})
