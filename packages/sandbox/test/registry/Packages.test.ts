import { assert, describe, it } from "@effect/vitest"
import { findEngines } from "@glissade/sandbox/registry/EngineRegistry"
import { findPackages, PackagesUnusable } from "@glissade/sandbox/registry/Packages"
import { engineNamed, packageOf } from "@glissade/test-kit/Engines"
import { folderOf, ownFolder, packageFiles, pythonPlatform, writePackageFolder } from "@glissade/test-kit/PackageFolder"
import * as Effect from "effect/Effect"
import { appendFileSync, chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const { manifest } = engineNamed("python")
const files = packageFiles({ "example/__init__.py": "" })

const refusal = (folder: string): string => {
  try {
    findPackages(manifest, folder)
  } catch (error) {
    if (error instanceof PackagesUnusable) return error.message
    throw error
  }
  return "nothing was refused"
}

describe("the packages that an operator has added", () => {
  it.effect("are none of a lock file that is too long to be one", () =>
    Effect.map(ownFolder, (folder) => {
      appendFileSync(writePackageFolder(folder, files), " ".repeat(8 << 20))
      assert.match(refusal(folder), /packages\.lock\.json has more than the 8 MB that a lock file may have: run/)
    })
  )

  it.effect("are those of the lock file; programs are told of the modules of what was asked for", () =>
    Effect.gen(function* () {
      const folder = yield* ownFolder
      const package_ = {
        file: "a.whl",
        sha256: "0".repeat(64),
        bytes: 1,
        url: "https://example.org/a.whl",
        native: false
      }
      const lock = writePackageFolder(folder, files, {
        requested: ["Example_One[all]>=1"],
        packages: [
          { ...package_, name: "example-one", version: "1.0", imports: ["example"] },
          { ...package_, name: "other", version: "2.0", imports: ["other"] }
        ]
      })
      const found = findPackages(manifest, folder)
      assert.isDefined(found)
      assert.strictEqual(found.archive, join(folderOf(lock), "test.archive"))
      assert.deepStrictEqual(found.modules, ["example"])
      const [engine] = findEngines([packageOf("python")], folder).installed
      assert.include(engine!.readable, found.archive)
      assert.deepStrictEqual(engine!.runtimes[0]!.packages, [
        { name: "example-one", version: "1.0" },
        { name: "other", version: "2.0" }
      ])
    })
  )

  it.effect(
    "are none where there is no lock file, where it has none, for other engines, and where none are wanted",
    () =>
      Effect.gen(function* () {
        const folder = yield* ownFolder
        assert.isUndefined(findPackages(manifest, folder))
        writePackageFolder(folder, [], { requested: [], packages: [] })
        assert.isUndefined(findPackages(manifest, folder))
        writePackageFolder(folder, files)
        assert.isUndefined(findPackages(engineNamed("lua").manifest, folder))
        assert.isUndefined(findPackages(manifest, null))
      })
  )

  it.effect("are refused where other users could replace them", () =>
    Effect.gen(function* () {
      const folder = yield* ownFolder
      const own = folderOf(writePackageFolder(folder, files))
      chmodSync(own, 0o777)
      assert.strictEqual(refusal(folder), `the packages in ${own} cannot be trusted: ${own} can be written by others`)
      chmodSync(own, 0o755)
      for (const name of ["packages.lock.json", "test.archive"]) {
        const file = join(own, name)
        chmodSync(file, 0o666)
        assert.strictEqual(
          refusal(folder),
          `the packages in ${own} cannot be trusted: ${file} can be written by others`
        )
        chmodSync(file, 0o644)
      }
      assert.isDefined(findPackages(manifest, folder))
    })
  )

  it.effect("are refused for another platform, with what to do", () =>
    Effect.gen(function* () {
      const folder = yield* ownFolder
      const own = folderOf(writePackageFolder(folder, files, { platform: "pyemscripten_2025_0_wasm32" }))
      assert.strictEqual(
        refusal(folder),
        `the packages in ${own} are for pyemscripten_2025_0_wasm32, and the engine is ${pythonPlatform} now: ` +
          "run `npx @glissade/cli packages install` again"
      )
    })
  )

  it.effect("are refused where the archive is not as long as it should be, or the lock file is none", () =>
    Effect.gen(function* () {
      const folder = yield* ownFolder
      const lock = writePackageFolder(folder, files)
      appendFileSync(join(folderOf(lock), "test.archive"), "more")
      assert.match(refusal(folder), /test\.archive is not what packages\.lock\.json says/)
      writeFileSync(lock, "{}")
      assert.match(refusal(folder), /packages\.lock\.json is no lock file of packages/)
    })
  )
})
