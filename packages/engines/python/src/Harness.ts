import eventLoop from "./guest/event_loop.py"
import keyDerivation from "./guest/key_derivation.py"
import lockdown from "./guest/lockdown.py"
import missingModules from "./guest/missing_modules.py"
import program from "./guest/program.py"

const own = "<sandbox>"

/** In the order in which they run, each with the name that its frames show. */
const parts: ReadonlyArray<readonly [source: string, name: string]> = [
  // Hides the bridge to JavaScript by name (the gate is what stops it), and sets up what a program finds around it.
  [lockdown, own],
  // Since Python 3.12 PBKDF2 comes from OpenSSL alone, which Pyodide is built without.
  [keyDerivation, "<hashlib>"],
  // Says why a module is missing. Frames of this name are left out of the tracebacks of failed imports.
  [missingModules, "<frozen importlib._bootstrap_external>"],
  // An event loop that waits by sleeping: Pyodide's own would hand control to JavaScript's. Its frames show as part of asyncio.
  [eventLoop, "<asyncio>"],
  // The steps of a run, called from outside one after another.
  [program, own]
]

/** Runs once, before the memory image is taken; each part in a namespace of its own, with builtins of its own that no program takes away. */
export const harness = `
for source, name in ${JSON.stringify(parts)}:
    exec(compile(source, name, "exec"), {"__builtins__": dict(vars(__import__("builtins")))})
del source, name
`
