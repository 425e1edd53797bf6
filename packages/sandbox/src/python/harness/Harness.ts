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

/** Runs once, before the memory image is taken; each part in a namespace of its own, with builtins of its own that no program takes away. */
export const harness = `
for source, name in ${JSON.stringify(parts)}:
    exec(compile(source, name, "exec"), {"__builtins__": dict(vars(__import__("builtins")))})
del source, name
`
