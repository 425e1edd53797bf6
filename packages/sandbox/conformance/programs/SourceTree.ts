import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { dirname, join, normalize } from "node:path"

/** A corpus as it was fetched. Paths are relative to it. */
export interface SourceTree {
  readonly list: (folder: string, ending: string) => ReadonlyArray<string>
  readonly has: (path: string) => boolean
  readonly read: (path: string) => string
}

/** Opens the fetched corpus in a folder. */
export const sourceTree = (root: string): SourceTree => ({
  list: (folder, ending) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
      .map((entry) => normalize(join(entry.parentPath, entry.name)).slice(normalize(root).length + 1))
      .filter((path) => !path.split("/").includes("node_modules"))
      .toSorted(),
  has: (path) => existsSync(join(root, path)) && statSync(join(root, path)).isFile(),
  read: (path) => readFileSync(join(root, path), "utf8")
})

/** Says which paths of the tree a file may mean, by its text. */
export type FindImports = (path: string, text: string) => ReadonlyArray<string>

/** The files that one needs, and those that these need, without the file itself. Bounded by the tree: each is read once. */
export const neededFiles = (tree: SourceTree, path: string, imports: FindImports): ReadonlyArray<string> => {
  const found = new Set([path])
  for (const one of found) {
    for (const wanted of imports(one, tree.read(one))) if (tree.has(wanted)) found.add(wanted)
  }
  found.delete(path)
  return [...found]
}

const javascriptEndings = ["", ".js", ".ts", ".json", "/index.js", "/index.ts"]

/** Imports and requires of relative paths, with the endings that bundlers add. */
export const javascriptImports: FindImports = (path, text) =>
  [...text.matchAll(/["'](\.\.?(?:\/[^"'\n]*)?)["']/g)].flatMap(([, specifier]) =>
    javascriptEndings.map((ending) => normalize(join(dirname(path), specifier! + ending)))
  )

const rubyEnding = (path: string): string => (path.endsWith(".rb") ? path : `${path}.rb`)

export const rubyImports: FindImports = (path, text) =>
  [...text.matchAll(/require_relative\s*\(?\s*["']([^"']+)["']/g)].map(([, wanted]) =>
    rubyEnding(normalize(join(dirname(path), wanted!)))
  )

/** Modules below one of the roots. */
export const luaImports =
  (roots: ReadonlyArray<string>): FindImports =>
  (_, text) =>
    [...text.matchAll(/require\s*\(?\s*["']([\w.]+)["']/g)].flatMap(([, wanted]) =>
      roots.flatMap((root) =>
        [".lua", "/init.lua"].map((ending) => normalize(join(root, wanted!.replaceAll(".", "/") + ending)))
      )
    )

const packagesAbove = (path: string): ReadonlyArray<string> => {
  const folders = dirname(path).split("/")
  return folders.map((_, index) => `${folders.slice(0, index + 1).join("/")}/__init__.py`)
}

const pythonModule = (path: string): ReadonlyArray<string> => [`${path}.py`, `${path}/__init__.py`]

/** Modules by absolute name, from the root and beside the file, and by relative name. */
export const pythonImports: FindImports = (path, text) => {
  const found: Array<string> = [...packagesAbove(path)]
  for (const [, from, names, plain] of text.matchAll(
    /^[ \t]*(?:from\s+(\.*[\w.]*)\s+import\s+(\([^)]*\)|[^\n]*)|import\s+([\w., \t]+))/gm
  )) {
    const modules = from === undefined ? plain!.split(",").map((one) => one.trim().split(" ")[0]!) : [from]
    for (const module of modules) {
      const dots = /^\.*/.exec(module)![0].length
      const rest = module.slice(dots).replaceAll(".", "/")
      const bases = dots === 0 ? [".", dirname(path)] : [join(dirname(path), "../".repeat(dots - 1))]
      for (const base of bases) {
        const target = normalize(join(base, rest))
        found.push(...pythonModule(target), ...packagesAbove(`${target}/x`))
        for (const name of names?.match(/\w+/g) ?? []) found.push(...pythonModule(`${target}/${name}`))
      }
    }
  }
  return found
}
