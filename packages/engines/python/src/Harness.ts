import advice from "./guest/advice.py"
import eventLoop from "./guest/event_loop.py"
import keyDerivation from "./guest/key_derivation.py"
import lockdown from "./guest/lockdown.py"
import missingModules from "./guest/missing_modules.py"
import program from "./guest/program.py"
import typeSizes from "./guest/type_sizes.py"
import traces from "./guest/traces.py"

const own = "<sandbox>"

/** In the order in which they run, each with the file name in its frames. */
const parts: ReadonlyArray<readonly [source: string, name: string]> = [
  // Hides the bridge to JavaScript by name (the gate is what blocks it), and sets up a program's environment.
  [lockdown, own],
  // Since Python 3.12 only OpenSSL has PBKDF2, and Pyodide is built without it.
  [keyDerivation, "<hashlib>"],
  // The sizes of C's types, for packages alone.
  [typeSizes, "<frozen importlib._bootstrap_external>"],
  // Says why a module is missing. Frames with this name are removed from the tracebacks of failed imports.
  [missingModules, "<frozen importlib._bootstrap_external>"],
  // An event loop that waits by sleeping: Pyodide's own would yield to JavaScript's. Its frames appear as part of asyncio.
  [eventLoop, "<asyncio>"],
  // Folds long tracebacks, and says what to do about errors that come of this place. Both are taken by the last part.
  [traces, own],
  [advice, own],
  // The steps of a run, called from outside one after another.
  [program, own]
]

/**
 * Runs once, before the memory image is taken. Each part has its own namespace and its own builtins, which programs cannot change.
 * `modules` are those of packages that were added.
 */
export const harness = (modules: ReadonlyArray<string>): string => `
import sys
sys._glissade_modules = ${JSON.stringify(modules)}
for source, name in ${JSON.stringify(parts)}:
    exec(compile(source, name, "exec"), {"__builtins__": dict(vars(__import__("builtins")))})
del source, name
`
