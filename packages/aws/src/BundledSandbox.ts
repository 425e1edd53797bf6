import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { fileURLToPath } from "node:url"

const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * The engines as they lie beside a bundled handler: the program of their processes, their WebAssembly files and the memory
 * image of Python, so that no function boots Python from nothing. A function runs one program at a time.
 */
export const layer = EngineSandbox.layer({
  interpreters: 1,
  // Lambda gives no user namespaces, so looking for bubblewrap would only make the start longer.
  osWall: "off",
  // JavaScript boots in a sixth of the time, and two boots at once on one processor would make both late.
  warm: ["python"],
  image: beside("python.img"),
  files: {
    hostMain: beside("host/main.mjs"),
    zones: beside("tzdata.whl"),
    folders: { python: beside("pyodide"), javascript: beside("quickjs-wasi") }
  }
})
