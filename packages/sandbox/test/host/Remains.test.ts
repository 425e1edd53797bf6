import type { EngineName } from "@glissade/test-kit/Engines"
import { engineNamed, installedEngines } from "@glissade/test-kit/Engines"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { defaultCacheFolder } from "../../src/registry/PrivateFolder.ts"
import { makeImage } from "../../src/registry/MemoryImage.ts"
import { resolvePrograms } from "../../src/process/HostCommand.ts"

interface Remains {
  readonly things: number
  readonly different: number
  readonly lost: ReadonlyArray<string>
  readonly changed: ReadonlyArray<string>
  readonly parts: ReadonlyArray<string>
}

/** What may be another, and why nobody can tell by it. */
const mayChange = [
  // Counted for the sake of the garbage collector.
  /^\.interpreter\.runs:/,
  // Random bytes that are in store, before any has them.
  /\.randomLeft:/,
  // What it is put back from.
  /\.glue\.saved\./
]

const remainsOf = async (engine: EngineName): Promise<Remains> => {
  const installed = engineNamed(engine)
  const image = await Effect.runPromise(makeImage(installed, resolvePrograms(), defaultCacheFolder()))
  const assets = JSON.stringify({ ...installed.assets, image })
  const script = fileURLToPath(new URL("Remains.ts", import.meta.url))
  const flags = ["--conditions=@glissade/source", "--no-warnings", "--expose-gc", "--stack-size=5600"]
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, engine, assets], {
    maxBuffer: 1 << 28
  })
  return JSON.parse(stdout) as Remains
}

describe.concurrent.each(installedEngines)("64 dirty programs: %s", (engine) => {
  it("leave nothing that can be reached from the interpreter as it was not before", { timeout: 600_000 }, async () => {
    const { changed, different, lost, parts, things } = await remainsOf(engine)
    assert.deepStrictEqual(
      changed.filter((change) => !mayChange.some((pattern) => pattern.test(change))),
      []
    )
    assert.deepStrictEqual(lost, [])
    assert.isAbove(different, 20)
    assert.isAbove(things, 200)
    if (engine !== "python") return
    // The walk goes through all of Emscripten's glue.
    assert.isAbove(things, 20_000)
    for (const part of ["FS", "TTY", "MEMFS", "PIPEFS", "SOCKFS", "nameTable", "streams"]) {
      assert.isTrue(
        parts.some((way) => way.endsWith(`.${part}`)),
        part
      )
    }
  })
})
