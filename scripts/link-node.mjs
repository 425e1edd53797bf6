// Puts the Node of the lock file in place of the one that the package `node` would fetch by itself, whose hash nobody checks. For a
// machine that the lock has no binary for, that one is fetched after all. Written for whatever Node runs npm, so it is JavaScript.
import { spawnSync } from "node:child_process"
import { copyFileSync, existsSync, linkSync, mkdirSync, rmSync, symlinkSync } from "node:fs"
import { fileURLToPath, pathToFileURL } from "node:url"

// npm runs it in the folder of the package that it belongs to.
const modules = pathToFileURL(`${process.cwd()}/node_modules/`)
const locked = new URL(`node-${process.platform}-${process.arch}/bin/node`, modules)
const used = new URL("node/bin/node", modules)
const command = new URL(".bin/node", modules)

// Without the development's packages there is nothing to be put anywhere.
if (existsSync(new URL("node/package.json", modules))) {
  if (existsSync(locked)) {
    mkdirSync(new URL(".", used), { recursive: true })
    rmSync(used, { force: true })
    try {
      linkSync(locked, used)
    } catch {
      copyFileSync(locked, used)
    }
  } else if (!existsSync(used)) {
    const cwd = fileURLToPath(new URL("node/", modules))
    const { status } = spawnSync(process.execPath, ["installArchSpecificPackage"], { cwd, stdio: "inherit" })
    if (status !== 0) process.exit(status ?? 1)
  }
  // On Windows a command is a script that npm writes.
  if (process.platform !== "win32") {
    mkdirSync(new URL(".", command), { recursive: true })
    rmSync(command, { force: true })
    symlinkSync("../node/bin/node", command)
  }
}
