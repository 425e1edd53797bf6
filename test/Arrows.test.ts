import { assert, describe, it } from "@effect/vitest"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))

/** Which packages the sources of each may import, as ARCHITECTURE.md says in words. */
const arrows: Readonly<Record<string, ReadonlyArray<string>>> = {
  "packages/protocol": [],
  "packages/core": ["protocol"],
  "packages/engine": [],
  ...Object.fromEntries(
    readdirSync(join(root, "packages/engines")).map((name) => [`packages/engines/${name}`, ["engine"]])
  ),
  "packages/api": ["protocol", "core"],
  "packages/accounts": ["protocol", "core"],
  "packages/storage": ["protocol", "core"],
  "packages/sandbox": ["protocol", "core", "engine"],
  "packages/containers": ["protocol", "core"],
  "packages/runner": ["protocol", "core", "sandbox", "containers"],
  "packages/client": [],
  "packages/testing": ["protocol", "core"],
  "packages/flow-check": ["protocol", "core", "client", "testing"],
  "packages/snippet": ["client"],
  "packages/server": ["protocol", "core", "api", "sandbox", "accounts", "storage", "containers"],
  "packages/cli": ["engine", "engine-python", "sandbox"],
  "packages/aws": ["protocol", "core", "api", "sandbox", "accounts"],
  "packages/test-kit": ["protocol", "core", "engine", "api", "sandbox", "server", "testing", "accounts", "storage"],
  web: ["protocol", "client"]
}

/** The name that others import a package by. */
const nameOf = (folder: string): string => folder.replace("packages/", "").replace("engines/", "engine-")

/** Only tests may import it. */
const forTests = "test-kit"

interface Import {
  readonly from: string
  readonly what: string
  /** Only types: nothing of it is left when it runs. */
  readonly isType: boolean
}

const filesOf = (folder: string): ReadonlyArray<string> =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => join(folder, name))
    : []

const importsOf = (file: string): ReadonlyArray<Import> => {
  const text = readFileSync(join(root, file), "utf8")
  const statements = text.matchAll(
    /^(?:import|export)( type)?[^"'`;]*?from "([^"]+)"|^import "([^"]+)"|\bimport\("([^"]+)"\)/gm
  )
  return [...statements].map(([, type, named, bare, lazy]) => ({
    from: file,
    what: (named ?? bare ?? lazy)!,
    isType: type !== undefined
  }))
}

const packages = Object.keys(arrows)
const imports = new Map(packages.map((folder) => [folder, filesOf(join(folder, "src")).flatMap(importsOf)]))

describe("the packages", () => {
  it("are all here", () => {
    const folders = ["packages", "packages/engines"].flatMap((parent) =>
      readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)
    )
    const there = folders.filter((folder) => existsSync(join(root, folder, "package.json")))
    assert.deepStrictEqual(there.toSorted(), packages.filter((name) => name !== "web").toSorted())
  })

  it.each(packages)("import only what the arrows allow: %s", (folder) => {
    const allowed = arrows[folder]!
    const own = nameOf(folder)
    const wrong = imports.get(folder)!.filter(({ what }) => {
      const [, name] = /^@glissade\/([^/]+)/.exec(what) ?? []
      return name !== undefined && name !== own && !allowed.includes(name)
    })
    assert.deepStrictEqual(wrong, [])
  })

  it.each(packages)("reach into no other package by a relative path: %s", (folder) => {
    const wrong = imports.get(folder)!.filter(({ from, what }) => {
      if (!what.startsWith(".")) return false
      return relative(join(root, folder), join(root, dirname(from), what)).startsWith("..")
    })
    assert.deepStrictEqual(wrong, [])
  })

  it.each(packages)("have tests that reach into no other package's: %s", (folder) => {
    const wrong = filesOf(join(folder, "test"))
      .flatMap(importsOf)
      .filter(({ from, what }) => {
        if (!what.startsWith(".")) return false
        const path = join(dirname(from), what)
        return !path.startsWith(`${folder}/`) && /^(?:packages|web)\//.test(path)
      })
    assert.deepStrictEqual(wrong, [])
  })

  it("are not needed to build the page: in a new clone none is built yet", () => {
    const wrong = ["web/vite.config.ts", "web/languages.ts"]
      .flatMap(importsOf)
      .filter(({ what }) => what.startsWith("@glissade/"))
    assert.deepStrictEqual(wrong, [])
  })

  it("do not ship what is for tests alone", () => {
    const wrong = packages.filter((folder) => {
      const { dependencies = {} } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"))
      return Object.hasOwn(dependencies, `@glissade/${forTests}`)
    })
    assert.deepStrictEqual(wrong, [])
  })

  it.each(packages)("have no circle among their files: %s", (folder) => {
    const next = new Map<string, Array<string>>()
    for (const { from, isType, what } of imports.get(folder)!) {
      if (isType || !what.startsWith(".")) continue
      next.set(from, [...(next.get(from) ?? []), join(dirname(from), what)])
    }
    const done = new Set<string>()
    const visit = (file: string, path: ReadonlyArray<string>): void => {
      const start = path.indexOf(file)
      assert.isTrue(start < 0, [...path.slice(start), file].join(" -> "))
      if (done.has(file)) return
      for (const to of next.get(file) ?? []) visit(to, [...path, file])
      done.add(file)
    }
    for (const file of next.keys()) visit(file, [])
  })
})
