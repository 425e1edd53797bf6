import { defaultCacheFolder, privateFolderFault } from "@glissade/sandbox/registry/PrivateFolder"
import { once } from "node:events"
import { enableCompileCache } from "node:module"
import { join } from "node:path"
import { channel } from "./Channel.ts"

// The helper of a server that root started and that is root no more. Signals to all of its processes at once are for the server, which ends
// this one when it is done.
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => {})
// Its compiled code is kept in root's own folder: what the server can write must not be run here.
const folder = join(defaultCacheFolder(), "compile")
if (privateFolderFault(folder) === undefined) enableCompileCache(folder)
// The server's start has the machine for itself until it asks for something, or ends.
await once(channel, "readable")
await import("./Helper.ts")
