import * as Lockdown from "@glissade/engine/host/Lockdown"
import { loadEngine } from "@glissade/engine/host/LoadEngine"
import type { HostAssets } from "@glissade/engine/host/LoadEngine"
import { readFileSync, writeSync } from "node:fs"

/** Boots the engine as its host does, then tells which of the files on standard input this process can read. */
const files = JSON.parse(readFileSync(0, "utf8")) as ReadonlyArray<string>
Lockdown.beforeEngine()
await (await loadEngine(JSON.parse(process.argv[3]!) as HostAssets)).boot()

const isReadable = (file: string): boolean => {
  try {
    readFileSync(file)
    return true
  } catch {
    return false
  }
}

writeSync(3, JSON.stringify(files.filter(isReadable)))
