// Links the Node of the lock file in place of the one that the package `node` would download by itself, whose hash nobody checks. On a
// platform without a binary in the lock file, that one is downloaded after all. Runs on any Node that runs npm, so it is JavaScript.
import { spawnSync } from "node:child_process"
import { copyFileSync, existsSync, linkSync, mkdirSync, rmSync, symlinkSync } from "node:fs"
import { fileURLToPath, pathToFileURL } from "node:url"

// npm runs it in the folder of its own package.
const modules = pathToFileURL(`${process.cwd()}/node_modules/`)
const locked = new URL(`node-${process.platform}-${process.arch}/bin/node`, modules)
const used = new URL("node/bin/node", modules)
const command = new URL(".bin/node", modules)

// Without the development dependencies there is nothing to link.
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
