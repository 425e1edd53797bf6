import { assert, describe, it } from "@effect/vitest"
import { decodeManifest } from "@glissade/engine/Manifest"
import { defaultEngines } from "@glissade/sandbox/registry/DefaultEngines"
import { existsSync, readdirSync, readFileSync } from "node:fs"

const root = new URL("../", import.meta.url)
const text = (path: string) => readFileSync(new URL(path, root), "utf8")

const manifests = readdirSync(new URL("packages/engines", root)).map((name) => {
  const folder = `packages/engines/${name}/`
  return {
    folder,
    manifest: decodeManifest(text(`${folder}manifest.json`)),
    package: JSON.parse(text(`${folder}package.json`))
  }
})

/** The rows of the tables of a document, or of one of its sections, by their first cells. */
const rowsOf = (document: string, section = ""): ReadonlyMap<string, ReadonlyArray<string>> =>
  new Map(
    text(document)
      .split(`## ${section}`)
      .at(section === "" ? 0 : 1)!
      .split("\n## ")[0]!
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .map((line) =>
        line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim())
      )
      .map((cells) => [cells[0]!, cells])
  )

it("the engines that are offered by default are those of the repository", () => {
  assert.sameMembers(
    [...defaultEngines],
    manifests.map(({ package: { name } }) => name)
  )
})

describe.each(manifests)("the engine in $folder", ({ folder, manifest, package: own }) => {
  const { cost, languages, runtime } = manifest

  it("is published with all that its manifest names", () => {
    const published: ReadonlyArray<string> = own.files
    const named = [
      manifest.program,
      ...manifest.files,
      "manifest.json",
      ...languages.flatMap(({ examples }) => examples.map(({ folder }) => folder))
    ]
    for (const path of named) {
      assert.isTrue(
        published.some((entry) => path === entry || path.startsWith(`${entry}/`)),
        path
      )
    }
  })

  it("has examples whose main files are there, an error among them", () => {
    for (const { examples, mainFile } of languages) {
      assert.include(
        examples.map(({ title }) => title),
        "An error"
      )
      for (const { folder: below } of examples)
        assert.isTrue(existsSync(new URL(`${folder}${below}/${mainFile}`, root)), below)
    }
  })

  it("has main files whose endings are the first of its language's", () => {
    for (const { extensions, mainFile } of languages) assert.isTrue(mainFile.endsWith(`.${extensions[0]}`))
  })

  it("runs on a package of a pinned version, with a row among the notices that has its licence", () => {
    if (runtime === undefined) return
    const pinned = own.dependencies?.[runtime.package] ?? own.peerDependencies?.[runtime.package]
    assert.match(pinned, /^\d+\.\d+\.\d+/)
    if (runtime.install !== undefined) assert.include(runtime.install, `${runtime.package}@${pinned}`)
    assert.strictEqual(rowsOf("THIRD-PARTY-NOTICES.md").get(runtime.package)?.[1], runtime.licence)
  })

  it("costs what the bench measured", () => {
    const row = rowsOf("bench/results.md", "Engines\n").get(manifest.name)!
    const start = Math.round(Number.parseFloat(row[2]!))
    assert.deepStrictEqual(cost, {
      diskMegabytes: Number.parseFloat(row[1]!),
      startMilliseconds: start,
      memoryMegabytes: Number.parseFloat(row[8]!)
    })
  })

  it("is in README's table of languages under each of its names", () => {
    const [, table] = text("README.md").split("## Languages")
    const cells = [...table!.split("\n## ")[0]!.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell]) => cell!)
    for (const { name } of languages)
      assert.isTrue(
        cells.some((cell) => cell.includes(name)),
        name
      )
  })
})
