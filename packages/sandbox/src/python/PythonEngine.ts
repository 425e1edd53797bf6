import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Engine } from "../Engine.ts"
import type { EmscriptenFS } from "./Emscripten.ts"
import { FileQuota, nodesOf } from "./FileQuota.ts"
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

/** They keep what is written to them until a line ends, and show it to nobody. */
const terminals = ["/dev/tty", "/dev/tty1"]

/** Of the interpreter's own files: the times of their making would tell its age. */
const made = Date.UTC(2026, 0, 1)

const backdate = (fs: EmscriptenFS): void => {
  for (const node of nodesOf(fs)) Object.assign(node, { atime: made, mtime: made, ctime: made, timestamp: made })
}

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
    for (const name of terminals) module.FS.unlink(name)
    module.FS.chdir("/home/user")
    pyodide.runPython(runHarness)
    backdate(module.FS)
    return Interpreter.make({ loaded, gate, files })
  }
})
