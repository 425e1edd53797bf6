import { defaultCacheFolder, privateFolderFault } from "@glissade/sandbox/registry/PrivateFolder"
import { enableCompileCache } from "node:module"
import { join } from "node:path"

// Compiled code is kept from one start to the next: listening takes about half as long. It must be on before anything else
// is loaded, so the program itself comes by a dynamic import. Whoever can write there runs code as this user, so that it is
// kept where nobody else can; Node's own choice would be a folder in /tmp that whoever comes first may make.
const folder = join(process.env["CACHE_FOLDER"] ?? defaultCacheFolder(), "compile")
const fault = privateFolderFault(folder)
if (fault !== undefined) process.stderr.write(`Compiled code is not kept: ${fault}\n`)
else enableCompileCache(folder)
await import("./main.ts")
