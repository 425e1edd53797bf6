import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"

/** One test of test262, as its front matter has it. */
export interface Test262Test {
  /** Path within the suite. */
  readonly name: string
  readonly source: string
  readonly flags: ReadonlySet<string>
  readonly features: ReadonlyArray<string>
  /** Class of the error that the test must end with, if it must. */
  readonly negative: string | undefined
  /** For modules: the fixtures beside it that it imports, by path within the suite. */
  readonly fixtures: ReadonlyMap<string, string>
}

/** The suite of TC39, as `fetch.sh` took it from the source package of a JavaScript engine, which ships it. */
export interface Test262 {
  /** Commit of the suite. */
  readonly commit: string
  /** Paths of all tests. */
  readonly names: ReadonlyArray<string>
  readonly read: (name: string) => Test262Test
  /** What is evaluated before a test: assertions and whatever the folders above the test add. */
  readonly harnessOf: (name: string) => string
}

const defaultFolder = fileURLToPath(new URL("../../.cache/test262", import.meta.url))

/** Internationalisation is no part of the engine; `staging` is no part of the standard yet. */
const parts = ["annexB", "built-ins", "language"]

const helperFiles = new Set(["shell.js", "browser.js"])

const list = (front: string, key: string): ReadonlyArray<string> => {
  const inline = new RegExp(String.raw`^${key}:\s*\[([^\]]*)\]`, "m").exec(front)?.[1]
  const lines = new RegExp(String.raw`^${key}:\s*\n((?:\s+- .*\n?)+)`, "m").exec(front)?.[1]
  return (inline?.split(",") ?? lines?.split("\n").map((line) => line.replace(/^\s*-/, "")) ?? [])
    .map((word) => word.trim())
    .filter((word) => word !== "")
}

/** Finds the suite; `undefined` when it was not fetched. */
export const find = (root: string = process.env["GLISSADE_TEST262"] ?? defaultFolder): Test262 | undefined => {
  if (!existsSync(join(root, "GIT-INFO"))) return undefined
  const names = parts
    .flatMap((part) => readdirSync(join(root, part), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
    .filter(({ name }) => !helperFiles.has(name) && !name.includes("_FIXTURE"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted()
  const fixturesOf = (name: string, found = new Map<string, string>()): ReadonlyMap<string, string> => {
    const source = found.get(name) ?? readFileSync(join(root, name), "utf8")
    for (const [, specifier] of source.matchAll(/["'](\.\.?\/[^"'\n]+)["']/g)) {
      const path = join(dirname(name), specifier!)
      if (found.has(path) || !existsSync(join(root, path))) continue
      found.set(path, readFileSync(join(root, path), "utf8"))
      fixturesOf(path, found)
    }
    return found
  }
  const read = (name: string): Test262Test => {
    const source = readFileSync(join(root, name), "utf8")
    const front = /\/\*---([\s\S]*?)---\*\//.exec(source)?.[1]?.replaceAll("\r\n", "\n").replaceAll("\r", "\n") ?? ""
    const flags = new Set(list(front, "flags"))
    return {
      name,
      source,
      flags,
      features: list(front, "features"),
      negative: /^negative:[\s\S]*?type:\s*(\w+)/m.exec(front)?.[1],
      fixtures: flags.has("module") || list(front, "features").includes("dynamic-import") ? fixturesOf(name) : new Map()
    }
  }
  // Not the part that speaks to the engine that the package belongs to: ours is in `host.js`. Names must outlive the `eval` that
  // defines them.
  const shells = new Map<string, string>()
  const shellOf = (folder: string): string => {
    const known = shells.get(folder)
    if (known !== undefined) return known
    const path = join(root, folder, "shell.js")
    const text = existsSync(path) ? readFileSync(path, "utf8") : ""
    const shell = text.replace(/\/\/ file: test262-host\.js[\s\S]*$/, "").replaceAll(/^const /gm, "var ")
    shells.set(folder, shell)
    return shell
  }
  return {
    commit: /commit ([0-9a-f]{12})/.exec(readFileSync(join(root, "GIT-INFO"), "utf8"))?.[1] ?? "",
    names,
    read,
    harnessOf: (name) => {
      const folders = dirname(name).split("/")
      return [".", ...folders.map((_, index) => folders.slice(0, index + 1).join("/"))].map(shellOf).join("\n")
    }
  }
}
