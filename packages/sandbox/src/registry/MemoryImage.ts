import type { BootImage } from "@glissade/engine/Engine"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs"
import { dirname, join } from "node:path"
import type { HostPrograms } from "../process/HostCommand.ts"
import { imageCommand } from "../process/HostCommand.ts"
import type { InstalledEngine } from "./EngineRegistry.ts"
import { privateFolderFault } from "./PrivateFolder.ts"

/** The image could not be made. */
export class ImageFailed extends Data.TaggedError("ImageFailed")<{ readonly message: string }> {}

/** An image that nobody booted from for so long is of a build that is gone, in milliseconds. */
const unusedMs = 7 * 86_400_000

/** Large files do not count: the manifest's JSON files, and those of the package, name their versions and hashes. */
const countsForKey = (file: string, program: string): boolean => file === program || /\.(?:json|whl)$/.test(file)

/** Names everything that an image depends on: the engine's program, what it reads at its boot, and the versions of what it runs on. */
export const imageKey = ({ assets, manifest, readable }: InstalledEngine): string => {
  const hash = createHash("sha256").update(JSON.stringify(manifest))
  for (const file of readable.filter((file) => countsForKey(file, assets.program))) hash.update(readFileSync(file))
  return hash.digest("hex")
}

const runImageProcess = (
  engine: InstalledEngine,
  programs: HostPrograms,
  image: BootImage
): Effect.Effect<void, ImageFailed> => {
  const { args, file } = imageCommand(engine, programs, image)
  return Effect.callback<void, ImageFailed>((resume) => {
    const child = execFile(file, args, { env: {}, cwd: dirname(engine.assets.program) }, (error, _stdout, stderr) => {
      resume(error === null ? Effect.void : Effect.fail(new ImageFailed({ message: stderr || error.message })))
    })
    return Effect.sync(() => {
      child.kill("SIGKILL")
    })
  })
}

/** Says that an image is in use. In a container's image the folder cannot be written, and nothing is removed from it either. */
const touch = (path: string, now: Date): void => {
  try {
    utimesSync(path, now, now)
  } catch {
    // Nobody depends on it.
  }
}

/** Images of builds before would fill the disk in the course of upgrades. */
const removeUnused = (folder: string, engine: string, now: number): void => {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (!name.startsWith(`${engine}-`) || !name.endsWith(".img")) continue
    const unused = now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now)
    if (unused > unusedMs) rmSync(path, { force: true })
  }
}

/**
 * Makes the memory image that an engine boots from, unless the folder has the one of this build. Python boots from it in 0.2 seconds in place
 * of 3. Answers nothing for an engine that has no image.
 */
export const makeImage = Effect.fn("MemoryImage.makeImage")(function* (
  engine: InstalledEngine,
  programs: HostPrograms,
  cacheFolder: string
) {
  if (engine.manifest.image !== true) return undefined
  const key = imageKey(engine)
  if (engine.image !== undefined) return { path: engine.image, key }
  const fault = privateFolderFault(cacheFolder)
  if (fault !== undefined) return yield* new ImageFailed({ message: `its folder cannot be trusted: ${fault}` })
  const image = { path: join(cacheFolder, `${engine.name}-${key.slice(0, 16)}.img`), key }
  const now = new Date(yield* Effect.clockWith((clock) => clock.currentTimeMillis))
  if (existsSync(image.path)) touch(image.path, now)
  else {
    yield* runImageProcess(engine, programs, image)
    removeUnused(cacheFolder, engine.name, now.getTime())
  }
  return image
})
