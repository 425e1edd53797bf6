import { assert, describe, it } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import * as Effect from "effect/Effect"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const newFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "glissade-image-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

/** Makes the image in an empty folder. */
const makeImage = Effect.gen(function* () {
  const cacheFolder = yield* newFolder
  const [path] = yield* EngineSandbox.makeImages({ cacheFolder, engines: ["@glissade/engine-python"] })
  return readFileSync(path!)
})

describe("the memory image", () => {
  it.live(
    "is the same file each time that it is made of one build, so that what carries it is the same too",
    () =>
      Effect.gen(function* () {
        const [first, second] = [yield* makeImage, yield* makeImage]
        assert.isAbove(first.length, 20_000_000)
        assert.isTrue(first.equals(second))
      }).pipe(Effect.scoped),
    60_000
  )
})
