import { assert, describe, it, layer } from "@effect/vitest"
import { decodeManifest } from "@glissade/engine/Manifest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { isRubyInstalled } from "@glissade/test-kit/Engines"
import { run } from "@glissade/test-kit/Programs"
import { codeOf, runCode } from "@glissade/test-kit/ReadmeCode"
import * as Effect from "effect/Effect"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../", import.meta.url))
const text = (path: string) => readFileSync(`${root}${path}`, "utf8")

const packages = ["packages", "packages/engines"]
  .flatMap((parent) => readdirSync(`${root}${parent}`).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(`${root}${folder}/package.json`))
  .map((folder) => ({ folder, manifest: JSON.parse(text(`${folder}/package.json`)) }))
  .filter(({ manifest }) => manifest.private !== true)

/** What needs a server, a browser, a queue or a test runner has a test in its own package. */
const alone = packages.filter(({ folder }) =>
  /\/(?:protocol|core|api|accounts|storage|engine|sandbox|server|flow-check)$/.test(folder)
)

describe.each(packages)("the README of $folder", ({ folder, manifest }) => {
  const readme = text(`${folder}/README.md`)

  it("begins with the name of the package", () => assert.isTrue(readme.startsWith(`# ${manifest.name}\n\n`)))

  it("has an example", () => assert.isAbove(codeOf(readme).length, 0))

  it("names modules that the package exports", () => {
    const exported = Object.keys(manifest.exports)
    for (const [, name] of readme.matchAll(new RegExp(`"${manifest.name}/([^"]+)"`, "g")))
      assert.isTrue(exported.includes("./*") || exported.includes(`./${name}`), name)
  })
})

describe.each(alone)("the example in the README of $folder", ({ folder }) => {
  const cwd = `${root}${folder}`
  const examples = codeOf(text(`${folder}/README.md`)).filter(({ prints }) => prints !== undefined)

  it("prints what stands below it", { timeout: 60_000 }, async () => {
    assert.isAbove(examples.length, 0)
    for (const example of examples) assert.strictEqual(await runCode(example, { cwd }), example.prints)
  })
})

const engines = packages
  .filter(({ folder }) => folder.includes("/engines/"))
  .map(({ folder, manifest }) => ({
    folder,
    name: manifest.name as string,
    engine: decodeManifest(text(`${folder}/manifest.json`)),
    pinned: { ...manifest.dependencies, ...manifest.peerDependencies } as Readonly<Record<string, string>>,
    readme: text(`${folder}/README.md`)
  }))

describe.each(engines)("the README of $name", ({ engine, name, pinned, readme }) => {
  it("has the languages of its manifest, their versions and what runs them", () => {
    const { languages, runtime } = engine
    const runsOn = runtime?.name ?? `${runtime?.package} ${pinned[runtime!.package]}`
    for (const { id, mainFile, name, version } of languages)
      assert.include(readme, `| ${name} | ${version} | \`${id}\` | \`${mainFile}\` | ${runsOn} |`)
  })

  it("shows how it is named in ENGINES, and how what it runs on is installed", () => {
    assert.match(readme, new RegExp(`^ENGINES=${name},`, "m"))
    if (engine.runtime?.install !== undefined) assert.include(readme, `\n${engine.runtime.install}\n`)
    assert.include(readme, engine.runtime?.install === undefined ? "" : `${engine.cost.diskMegabytes} MB`)
  })
})

/** Programs that need what is missing, and the class of the error that they end with. */
const missing = engines.flatMap(({ engine, readme }) => {
  const [, table] = readme.split("## What is missing")
  const language = engine.languages[0].id
  return [...table!.matchAll(/^\| ([^|]+) \| `([^|]+)` \| `(\w+)` \|$/gm)].map(
    ([, what, code, type]) => [`${language}: ${what}`, language, code!, type!] as const
  )
})

layer(EngineSandbox.layer({ warm: [] }), { excludeTestServices: true, timeout: 60_000 })(
  "what an engine's README says is missing",
  (it) => {
    it.effect.each(missing.filter(([, language]) => language !== "ruby" || isRubyInstalled))(
      "is not there in %s",
      ([, language, code, type]) =>
        Effect.gen(function* () {
          const result = yield* run(code, { language })
          assert.strictEqual(result.error?.type, type)
        })
    )

    it("is said of each engine", () => {
      for (const { engine } of engines)
        assert.isTrue(missing.some(([, language]) => language === engine.languages[0].id))
    })
  }
)
