import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

const assets = fileURLToPath(new URL("../dist/assets/", import.meta.url))

const files = readdirSync(assets).filter((name) => /\.(?:js|css)$/.test(name))

export const gzipped = (names: Iterable<string>) =>
  [...names].reduce((total, name) => total + gzipSync(readFileSync(assets + name)).length, 0)

/** A chunk with all that it needs before it runs. */
const withImports = (name: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(name)) return seen
  seen.add(name)
  const code = readFileSync(assets + name, "utf8")
  for (const [, chunk] of code.matchAll(/\b(?:from|import)"\.\/([^"]+\.js)"/g)) withImports(chunk!, seen)
  return seen
}

const starting = (name: string) => files.find((file) => file.startsWith(`${name}-`) && file.endsWith(".js"))!

/** What a person needs in order to type and run. */
export const shell: ReadonlySet<string> = withImports(starting("index"))

export const styles: ReadonlyArray<string> = files.filter((name) => name.endsWith(".css"))

/** What comes for the full editor with a language, besides the shell. */
export const editorWith = (language: string): ReadonlyArray<string> =>
  [...withImports(starting(language), withImports(starting("CodeEditor")))].filter((name) => !shell.has(name))

export const languages = ["Python", "JavaScript", "Sql", "lua", "ruby"] as const
