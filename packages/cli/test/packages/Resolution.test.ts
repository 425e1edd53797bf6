import { assert, describe, layer } from "@effect/vitest"
import { pythonPlatform } from "@glissade/test-kit/PackageFolder"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Interpreter from "../../src/packages/Interpreter.ts"
import * as PackageIndex from "../../src/packages/PackageIndex.ts"
import { resolve } from "../../src/packages/Resolution.ts"
import { FakeIndex, realFiles, sampleWheels } from "./FakeIndex.ts"

/** Versions are chosen with two packages of the real index, so this needs the network. */
const real = await realFiles()

const index = Layer.unwrap(
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(async () => {
        const index = new FakeIndex(real ?? new Map())
        index.wheels = sampleWheels
        await index.listen()
        return index
      }),
      (index) => Effect.sync(() => index.close())
    ),
    ({ url }) => Layer.provide(PackageIndex.layer(url), FetchHttpClient.layer)
  )
)

const chosen = (requested: ReadonlyArray<string>, preferred: Readonly<Record<string, string>> = {}) =>
  Effect.map(resolve(pythonPlatform, requested, preferred), ({ chosen }) =>
    chosen.map(({ file, version }) => `${file.filename.split("-")[0]} ${version}`)
  )

describe.skipIf(real === undefined)("the choice of versions", () => {
  layer(Layer.merge(Interpreter.layer, index), { excludeTestServices: true, timeout: 60_000 })((it) => {
    it.effect.each([
      ["the newest, and what it needs", ["alpha"], {}, ["alpha 2.0", "beta 1.5"]],
      ["what an extra needs", ["alpha", "alpha[fast]"], {}, ["alpha 2.0", "beta 1.5", "delta 1.0"]],
      ["what was chosen before", ["alpha"], { beta: "1.0" }, ["alpha 2.0", "beta 1.0"]],
      ["nothing that was chosen before and does not fit any more", ["beta>1"], { beta: "1.0" }, ["beta 1.5"]],
      ["a version that others allow", ["old-beta", "beta"], {}, ["beta 1.0", "old_beta 1.0"]],
      ["a pre-release where one is named", ["beta==1.6rc1"], {}, ["beta 1.6rc1"]],
      ["no file whose name is a path", ["sly"], {}, ["sly 1.0"]],
      ["the newest that has no fault in what the index or its METADATA says", ["faulty"], {}, ["faulty 1.0"]],
      ["the same by any spelling of its name", ["Old_Beta", "BETA"], {}, ["beta 1.0", "old_beta 1.0"]]
    ] as const)("is %s", ([, requested, preferred, expected]) =>
      Effect.map(chosen(requested, preferred), (versions) => assert.deepStrictEqual(versions, [...expected]))
    )

    it.effect.each([
      [["nothing-like-it"], /^the index has no file of nothing-like-it for this Python$/],
      [["needs-elsewhere"], /^the index has no file of elsewhere for this Python, and needs-elsewhere needs it$/],
      [["numpy"], /no file of numpy for this Python/],
      [["beta>=9"], /^beta>=9 is asked for: for this Python there are 1\.6rc1, 1\.5, 1\.0$/],
      [["wrong-line"], /no file of wrong-line .*; wrong_line-1\.0-.*\.whl cannot be used: Requires-Dist 'beta >= <': /],
      [["wrong-version"], /no file of wrong-version .*; wrong_version-newest-.*\.whl cannot be used: Invalid wheel/],
      [
        ["wrong-address"],
        /no file of wrong-address .*; wrong_address-1\.0-.*\.whl cannot be used: its address is none$/
      ],
      [["wrong-length"], /; wrong_length-1\.0-.*\.whl cannot be used: its METADATA has more than the 4 MB that it may/],
      [
        ["faulty>1"],
        /^faulty>1 is asked for: for this Python there are 1\.0; faulty-.* cannot be used: .*; and 5 more$/
      ],
      [["beta=>1"], /'beta=>1' is not a package as pip knows them/],
      [["beta @ https://example.org/beta.whl"], /names an address; packages come from the index/],
      [
        ["old-beta", "new-beta"],
        /beta(?:<1\.5|>=1\.5) is asked for by (?:old|new)-beta 1\.0: for this Python there are/
      ]
    ] as const)("is refused with the reason: %s", ([requested, expected]) =>
      Effect.map(Effect.flip(chosen(requested)), ({ message }) => assert.match(message, expected))
    )
  })
})
