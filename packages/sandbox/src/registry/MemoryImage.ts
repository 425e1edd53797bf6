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

/** An image that was not used for this long belongs to an old build, in milliseconds. */
const unusedMs = 7 * 86_400_000

/** Large files are not hashed: JSON files of the manifest and of the package contain their versions and hashes. */
const countsForKey = (file: string, program: string): boolean => file === program || /\.(?:json|whl)$/.test(file)

/**
 * A hash of everything that an image depends on: the engine's program, the files that it reads at boot, and the versions that it runs on.
 */
export const imageKey = ({ assets, manifest, readable }: InstalledEngine): string => {
  const { packages } = assets
  const hash = createHash("sha256").update(JSON.stringify([manifest, packages?.sha256, packages?.modules]))
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

/** Marks an image as in use. In a container's image the folder is read-only, and nothing is removed from it. */
const touch = (path: string, now: Date): void => {
  try {
    utimesSync(path, now, now)
  } catch {
    // Nobody depends on it.
  }
}

/** Remove images of old builds, which would fill the disk over time. */
const removeUnused = (folder: string, engine: string, now: number): void => {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (!name.startsWith(`${engine}-`) || !name.endsWith(".img")) continue
    const unused = now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now)
    if (unused > unusedMs) rmSync(path, { force: true })
  }
}

/**
 * Makes the memory image that an engine boots from, unless the folder has the one of this build. With it Python boots in 0.2 seconds
 * instead of 3. Gives `undefined` for an engine without an image.
 */
export const makeImage = Effect.fn("MemoryImage.makeImage")(function* (
  engine: InstalledEngine,
  programs: HostPrograms,
  cacheFolder: string
) {
  if (engine.manifest.image !== true) return undefined
  const key = yield* Effect.try({
    try: () => imageKey(engine),
    catch: (error) => new ImageFailed({ message: String(error) })
  })
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
