import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import type { PythonAssets } from "./Assets.ts"
import type { EmscriptenFS, EmscriptenModule } from "./Emscripten.ts"
import { nodesOf } from "./FileQuota.ts"
import { dbm } from "./Dbm.ts"
import type { PackageFiles } from "./Packages.ts"
import { made } from "./Packages.ts"
import { connectStreams } from "./Streams.ts"
import type { StandardStreams } from "./Streams.ts"
import { installZones } from "./Zones.ts"

/** Where the interpreter looks for modules outside the archive of the standard library. */
const sitePackages = "/lib/python3.14/site-packages"

const archive = "/lib/python314.zip"

/** Devices that buffer what is written to them until a line ends, and discard it. */
const terminals = ["/dev/tty", "/dev/tty1"]

const backdate = (fs: EmscriptenFS): void => {
  for (const node of nodesOf(fs)) Object.assign(node, { atime: made, mtime: made, ctime: made, timestamp: made })
}

/** Emscripten looks for its source of randomness on first use, which must happen before the process is locked. */
const drawOnce = (fs: EmscriptenFS): void => {
  const stream = fs.open("/dev/urandom", 0)
  fs.read(stream, new Uint8Array(1), 0, 1)
  fs.close(stream)
}

/** Creates the files that every program finds, in the same order with and without an image, so that their numbers are the same. */
export const layOut = (
  module: EmscriptenModule,
  from: PythonAssets,
  streams: StandardStreams,
  packages: PackageFiles
): void => {
  const { FS } = module
  for (const folder of ["/home/user", sitePackages, "/lib/python3.14/lib-dynload", "/dev/shm"]) FS.mkdirTree(folder)
  FS.writeFile(archive, readFileSync(join(from.pyodideFolder, "python_stdlib.zip")))
  installZones(module, from.zones)
  for (const [name, text] of Object.entries(dbm)) {
    const path = `${sitePackages}/${name}`
    FS.mkdirTree(dirname(path))
    FS.writeFile(path, text)
  }
  if (from.packages !== undefined) packages.install(module, sitePackages, from.packages)
  for (const name of terminals) FS.unlink(name)
  connectStreams(FS, streams)
  FS.chdir("/home/user")
  drawOnce(FS)
  backdate(FS)
}
