import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** A file of the suite, named as it lies beside the program. */
export interface SuiteFile {
  readonly name: string
  readonly content: string
  readonly encoding: "base64"
}

/** CPython's own tests, unmodified, as `fetch.sh` unpacked them from Debian's packages. */
export interface Suite {
  /** Version of CPython that the tests are of. */
  readonly version: string
  /** Names of the modules of tests: `test_json` and so on. */
  readonly modules: ReadonlyArray<string>
  /** What a module needs: the package `test` with its support, the module, and whatever its sources name, and so on. */
  readonly filesOf: (module: string) => ReadonlyArray<SuiteFile>
}

const defaultFolder = fileURLToPath(new URL("../../.cache/cpython", import.meta.url))

const always = ["__init__.py", "support"]

/** Modules of the standard library that tests compare others with, and that Pyodide leaves out: by a word of those tests. */
const leftOut = { _pydecimal: "_pydecimal", zoneinfo: "zoneinfo._zoneinfo" }

const walk = (folder: string, prefix: string): ReadonlyArray<string> =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === "__pycache__") return []
    const name = `${prefix}/${entry.name}`
    return entry.isDirectory() ? walk(join(folder, entry.name), name) : [name]
  })

/** Other modules of tests are taken when a source imports them: their mere names stand in many comments. */
const mentions = (entry: string): RegExp => {
  const name = entry.replace(/\.py$/, "").replaceAll(".", "[.]")
  if (/^test_.*\.\w+$/.test(entry) && !entry.endsWith(".py")) return new RegExp(name)
  return entry.startsWith("test_")
    ? new RegExp(String.raw`\btest\.${name}\b|from test import [^\n]*\b${name}\b|import_module\(.${name}\b`)
    : new RegExp(String.raw`\b${name}\b`)
}

/** Finds the suite; `undefined` when it was not fetched. */
export const find = (folder: string = process.env["GLISSADE_CPYTHON_TESTS"] ?? defaultFolder): Suite | undefined => {
  const root = join(folder, "test")
  if (!existsSync(root)) return undefined
  const entries = new Map(
    readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.name !== "__pycache__")
      .map((entry) => [
        entry.name,
        {
          files: entry.isDirectory() ? walk(join(root, entry.name), entry.name) : [entry.name],
          is: mentions(entry.name)
        }
      ])
  )
  const sourcesOf = (entry: string): string =>
    entries
      .get(entry)!
      .files.filter((file) => file.endsWith(".py"))
      .map((file) => readFileSync(join(root, file), "utf8"))
      .join("\n")
  const filesOf = (module: string): ReadonlyArray<SuiteFile> => {
    const own = entries.has(module) ? module : `${module}.py`
    const taken = new Set([...always, own])
    for (const name of taken) {
      // What the support could use, it uses for tests of its own.
      if (always.includes(name)) continue
      const text = sourcesOf(name)
      for (const [entry, { is }] of entries) if (!taken.has(entry) && is.test(text)) taken.add(entry)
    }
    const text = sourcesOf(own)
    return [
      ...[...taken].flatMap((name) => entries.get(name)!.files).map((file) => `test/${file}`),
      ...Object.entries(leftOut).flatMap(([word, name]) => (text.includes(word) ? [`left_out/${name}.py`] : []))
    ].map((file) => ({
      name: file,
      content: readFileSync(join(folder, file), "base64"),
      encoding: "base64"
    }))
  }
  return {
    version: readFileSync(join(folder, "version"), "utf8").trim(),
    modules: [...entries.keys()]
      .filter((name) => /^test_\w+(\.py)?$/.test(name))
      .map((name) => name.replace(/\.py$/, "")),
    filesOf
  }
}
