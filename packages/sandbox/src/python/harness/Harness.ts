import { eventLoop } from "./EventLoop.ts"
import { keyDerivation, missingModules } from "./Library.ts"
import { lockdown } from "./Lockdown.ts"
import { program } from "./Program.ts"

const own = "<sandbox>"

/** In the order in which they run, each with the name that its frames show. */
const parts: ReadonlyArray<readonly [source: string, name: string]> = [
  [lockdown, own],
  [keyDerivation, "<hashlib>"],
  // Frames of this name are left out of the tracebacks of failed imports.
  [missingModules, "<frozen importlib._bootstrap_external>"],
  // Its frames show as part of asyncio.
  [eventLoop, "<asyncio>"],
  [program, own]
]

/** Runs before the memory image is taken: compiling the harness takes 80 ms, which no boot from the image has to spend. */
export const compileHarness = `
import sys
sys._glissade_harness = [compile(source, name, "exec") for source, name in ${JSON.stringify(parts)}]
`

/** Runs the harness, once after boot; each part in a namespace of its own, with builtins of its own that no program takes away. */
export const runHarness = `
import sys
for code in sys.__dict__.pop("_glissade_harness"):
    exec(code, {"__builtins__": dict(vars(__import__("builtins")))})
del code, sys
`
