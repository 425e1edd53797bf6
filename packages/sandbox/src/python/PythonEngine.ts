import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Engine } from "../Engine.ts"
import { FileQuota } from "./FileQuota.ts"
import { Gate } from "./Gate.ts"
import { dbm } from "./harness/Dbm.ts"
import { runHarness } from "./harness/Harness.ts"
import type { PythonAssets } from "./Image.ts"
import { imageKey, preloadOf, readImage } from "./Image.ts"
import * as Interpreter from "./Interpreter.ts"
import * as Pyodide from "./Pyodide.ts"
import { installZones } from "./Zones.ts"

/** Where the interpreter looks for what is not in the archive of the standard library. */
const packages = "/lib/python3.14/site-packages"

export interface PythonFiles extends PythonAssets {
  /** A file that `makeImage` wrote; without it the boot takes 2 to 5 seconds in place of 0.4. */
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
    const snapshot = from.image === undefined ? undefined : readImage(from.image, imageKey(from))
    const loaded = await Pyodide.load({ folder: from.pyodideFolder, gate, snapshot })
    const { pyodide, module } = loaded
    installZones(module, from.zones)
    if (snapshot === undefined) pyodide.runPython(preloadOf(from))
    // Pyodide holds on to it for good: 31 MB that nobody reads again.
    else snapshot.buffer.transfer(0)
    for (const folder of ["/home/user", "/dev/shm"]) module.FS.mkdirTree(folder)
    for (const [name, text] of Object.entries(dbm)) {
      const path = `${packages}/${name}`
      module.FS.mkdirTree(dirname(path))
      module.FS.writeFile(path, text)
    }
    module.FS.chdir("/home/user")
    pyodide.runPython(runHarness)
    return Interpreter.make({ loaded, gate, files })
  }
})
