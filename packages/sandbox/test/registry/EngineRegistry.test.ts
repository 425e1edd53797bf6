import { afterAll, assert, describe, it } from "@effect/vitest"
import { engineNamed, installedEngines, packageOf } from "@glissade/test-kit/Engines"
import { packProgram } from "@glissade/test-kit/PackedProgram"
import * as Effect from "effect/Effect"
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { hostCommand, resolvePrograms } from "../../src/process/HostCommand.ts"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { defaultEngines } from "../../src/registry/DefaultEngines.ts"
import { EngineUnusable, findEngines, parseEngineNames } from "../../src/registry/EngineRegistry.ts"

const reader = packProgram(new URL("ReadAll.ts", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "glissade-"))

afterAll(() => {
  reader.remove()
  rmSync(folder, { recursive: true })
})

const filesBelow = (path: string): ReadonlyArray<string> =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

describe.each(installedEngines)("the locked process of an engine: %s", (name) => {
  const engine = engineNamed(name)

  it("boots with the files that its manifest lists, and reads no other of its packages", () => {
    const { assets, readable } = engine
    const all = new Set([assets.ownFolder, assets.runtimeFolder].flatMap(filesBelow))
    const { args, file } = hostCommand(engine, resolvePrograms({ host: reader.path }))
    const { output, stderr } = spawnSync(file, args, {
      env: {},
      cwd: "/",
      input: JSON.stringify([...all, "/etc/passwd"]),
      stdio: ["pipe", "ignore", "pipe", "pipe"],
      maxBuffer: 1 << 26
    })
    assert.strictEqual(stderr.toString(), "")
    const read = JSON.parse(output[3]!.toString()) as ReadonlyArray<string>
    assert.deepStrictEqual(read.toSorted(), [...readable].toSorted())
  })

  it("lists no file that is not there", () => {
    for (const file of engine.readable) assert.isTrue(statSync(file).isFile(), file)
  })
})

const manifest = {
  name: "mine",
  program: "engine.mjs",
  files: [],
  warm: false,
  greeting: "1",
  cost: { diskMegabytes: 0, startMilliseconds: 0, memoryMegabytes: 0 },
  languages: [
    {
      id: "mine",
      name: "Mine",
      version: "1",
      mainFile: "main.mine",
      extensions: ["mine"],
      grammar: "text",
      examples: []
    }
  ]
}

const write = (name: string, content: object): string => {
  const own = join(folder, name)
  mkdirSync(own)
  writeFileSync(join(own, "package.json"), JSON.stringify({ name, version: "1.2.3" }))
  writeFileSync(join(own, "engine.mjs"), "")
  writeFileSync(join(own, "manifest.json"), JSON.stringify(content))
  return own
}

const refusal = (names: ReadonlyArray<string>): string => {
  try {
    findEngines(names)
  } catch (error) {
    if (error instanceof EngineUnusable) return error.message
  }
  return "nothing was refused"
}

describe("engines that a setting names", () => {
  it("are found by their packages or their folders, and told by their own names and versions", () => {
    const { installed } = findEngines([packageOf("lua"), write("mine", manifest)])
    assert.deepStrictEqual(
      installed.flatMap(({ runtimes }) => runtimes.map(({ engine, language }) => [language, engine])),
      [
        ["lua", engineNamed("lua").runtimes[0]!.engine],
        ["mine", "mine 1.2.3"]
      ]
    )
  })

  it("are refused with those that are there where no such package is installed", () => {
    assert.strictEqual(
      refusal(["lua"]),
      `no package lua with a manifest.json is installed; engines that are: ${defaultEngines.join(", ")}`
    )
  })

  it("are refused where a file is missing that their processes are to read", () => {
    const own = write("incomplete", { ...manifest, files: ["data.json"] })
    assert.strictEqual(refusal([own]), `the mine engine lists a file that is not there: ${join(own, "data.json")}`)
  })

  it("may have a folder of their own that is called as a bundle's is", () => {
    const own = write("with-runtime", manifest)
    mkdirSync(join(own, "runtime"))
    writeFileSync(join(own, "memory.img"), "")
    const [engine] = findEngines([own]).installed
    assert.strictEqual(engine?.assets.runtimeFolder, own)
    assert.isUndefined(engine?.image)
  })

  it("are found by a path from the working directory", () => {
    const [engine] = findEngines([`./${relative(process.cwd(), write("near", manifest))}`]).installed
    assert.strictEqual(engine?.name, "mine")
  })

  it("are read from a setting, where nothing but commas and spaces names none", () => {
    assert.deepStrictEqual(parseEngineNames(" a, b ,"), ["a", "b"])
    assert.isUndefined(parseEngineNames(" , "))
    assert.isUndefined(parseEngineNames(""))
  })

  it.effect("are refused where there is none to run anything with", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.scoped(EngineSandbox.make({ engines: [] })))
      assert.include(error.message, "there is no engine to run programs with")
    })
  )

  it("are refused where two have one language", () => {
    const own = write("other-lua", { ...manifest, name: "other-lua", languages: engineNamed("lua").manifest.languages })
    assert.strictEqual(
      refusal([packageOf("lua"), own]),
      `@glissade/engine-lua and ${own} both have the language lua: leave one out`
    )
  })

  it.each([
    ["no name", { ...manifest, name: "My Engine" }, "must be a name"],
    ["no languages", { ...manifest, languages: [] }, "languages"],
    [
      "a file outside of its package",
      { ...manifest, files: ["../../etc/passwd"] },
      "must be a path within the package"
    ],
    ["a wildcard", { ...manifest, files: ["*"] }, "must be a path within the package"],
    ["an absolute file", { ...manifest, files: ["/etc/passwd"] }, "must be a path within the package"],
    [
      "a grammar that the editor has not",
      { ...manifest, languages: [{ ...manifest.languages[0], grammar: "klingon" }] },
      "grammar"
    ]
  ])("are refused whose manifest has %s", (what, content, told) => {
    const message = refusal([write(what.replaceAll(" ", "-"), content)])
    assert.include(message, "is no manifest of an engine")
    assert.include(message, told)
  })
})

it("the trusted parent loads the contract of engines, its manifest, its frames and the lock file of packages, and no code of an engine", () => {
  const packages = new URL("../../../", import.meta.url).href
  const script = fileURLToPath(new URL("LoadedModules.ts", import.meta.url))
  const { stderr, stdout } = spawnSync(process.execPath, ["--conditions=@glissade/source", "--no-warnings", script])
  const loaded = (JSON.parse(stdout.toString() || stderr.toString()) as ReadonlyArray<string>)
    .filter((path) => /\/packages\/engines?\//.test(path))
    .map((path) => path.slice(packages.length))
  assert.deepStrictEqual(loaded.toSorted(), [
    "engine/src/Manifest.ts",
    "engine/src/host/Artifacts.ts",
    "engine/src/host/Frame.ts",
    "engine/src/host/HostEnding.ts",
    "engine/src/packages/PackageLock.ts"
  ])
})
