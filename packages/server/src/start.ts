import { defaultCacheFolder, privateFolderFault } from "@glissade/sandbox/registry/PrivateFolder"
import { enableCompileCache } from "node:module"
import { join } from "node:path"

const isCommand = process.argv.length > 2

// Before anything is loaded, so that root loads no more than this takes. Commands work on the data of root's.
if (process.platform === "linux" && process.getuid!() === 0 && !isCommand) {
  const { leaveRoot, ServerUserUnusable } = await import("./root/LeaveRoot.ts")
  const { noteHowStarted } = await import("./root/HowStarted.ts")
  try {
    noteHowStarted(leaveRoot(process.env))
  } catch (error) {
    if (!(error instanceof ServerUserUnusable)) throw error
    process.stderr.write(`Glissade could not start: ${error.message}\n`)
    process.exit(1)
  }
}

// Cache compiled code between starts, which halves the time to listen. The cache must be on before anything else is loaded, so the program
// is imported dynamically. Whoever can write to the cache can run code as this user, so it must be in a private folder; Node's default is a
// folder in /tmp that anybody may create first.
const folder = join(process.env["CACHE_FOLDER"] || defaultCacheFolder(), "compile")
const fault = privateFolderFault(folder)
if (fault !== undefined) process.stderr.write(`Compiled code is not kept: ${fault}\n`)
else enableCompileCache(folder)
// A command, such as `backup`, is another program.
if (isCommand) await import("./commands/main.ts")
else await import("./main.ts")
