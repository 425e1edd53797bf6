import { assert, describe, it } from "@effect/vitest"
import { existsSync, readdirSync, readFileSync } from "node:fs"

const root = new URL("../", import.meta.url)
const text = readFileSync(new URL("ARCHITECTURE.md", root), "utf8")
const section = (title: string): string => text.split(`\n## ${title}\n`)[1]!.split("\n## ")[0]!

const foldersIn = (path: string): ReadonlyArray<string> =>
  readdirSync(new URL(path, root), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)

/** The lines of the map: a folder, and what is said of it. */
const map = new Map(
  [
    ...section("The map")
      .split("```")[1]!
      .matchAll(/^([\w/-]+) +(.+)$/gm)
  ].map(([, folder, what]) => [folder!, what!] as const)
)

describe("the map of ARCHITECTURE.md", () => {
  it("has every package, and no other", () => {
    const named = [...map.keys()].filter((folder) => folder.startsWith("packages/"))
    const there = foldersIn("packages/").map((name) => `packages/${name}`)
    assert.sameMembers(named, there)
  })

  it("names folders that are there", () => {
    for (const [folder, what] of map) {
      assert.isTrue(existsSync(new URL(folder, root)), folder)
      for (const [, name] of what.matchAll(/(?<![\w/-])(\w+)\/(?=[ ,;(]|$)/g)) {
        // The package of an engine has its folders below its own name.
        const parents =
          folder === "packages/engines" ? foldersIn(`${folder}/`).map((engine) => `${folder}/${engine}`) : [folder]
        const places = parents.flatMap((parent) => [`${parent}/src/${name}`, `${parent}/${name}`])
        assert.isTrue(
          places.some((place) => existsSync(new URL(place, root))),
          `${name}/ of ${folder}`
        )
      }
    }
  })

  it("names every role folder of core, engine, sandbox and testing", () => {
    for (const name of ["core", "engine", "sandbox", "testing"])
      for (const folder of foldersIn(`packages/${name}/src/`))
        assert.include(map.get(`packages/${name}`), `${folder}/`, name)
  })
})

describe("the words of ARCHITECTURE.md", () => {
  it("are those of the flow", () => {
    const words = [...section("Words").matchAll(/^\| ([^|]+) \|/gm)].map(([, word]) => word!)
    assert.includeMembers(words, [
      "job",
      "execution",
      "attempt",
      "delivery",
      "run",
      "outcome",
      "connection",
      "visibility timeout",
      "backoff",
      "dead letter"
    ])
  })
})

it("ARCHITECTURE.md names files of packages that are there", () => {
  for (const [, path] of text.matchAll(/`((?:packages|scripts|web|infra-cdktf|test)\/[\w./-]+)`/g))
    assert.isTrue(existsSync(new URL(path!, root)), path)
})
