import type { LanguageExample } from "@glissade/protocol/Runtime"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, relative, sep } from "node:path"
import type { InstalledEngine } from "./EngineRegistry.ts"

/** What is read of an engine. */
interface EngineFiles {
  readonly assets: Pick<InstalledEngine["assets"], "ownFolder">
  readonly manifest: InstalledEngine["manifest"]
}

/** The files of an example's folder, sorted by name. */
const filesOf = (folder: string): ReadonlyArray<{ readonly name: string; readonly content: string }> =>
  (existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [])
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      name: relative(folder, path).split(sep).join("/"),
      content: readFileSync(path, "utf8")
    }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))

const readExamples = (engines: ReadonlyArray<EngineFiles>, id: string): ReadonlyArray<LanguageExample> => {
  for (const { assets, manifest } of engines) {
    const language = manifest.languages.find((candidate) => candidate.id === id)
    if (language === undefined) continue
    return language.examples.flatMap(({ folder, stdin, title }) => {
      const files = filesOf(join(assets.ownFolder, folder))
      const others = files.filter(({ name }) => name !== language.mainFile)
      const main = files.find(({ name }) => name === language.mainFile)
      if (main === undefined) return []
      return [
        {
          title,
          code: main.content,
          ...(stdin !== undefined && { stdin }),
          ...(others.length > 0 && { files: others })
        }
      ]
    })
  }
  return []
}

/** The examples of the engines' languages. They are read from the packages on first use. */
export const examplesOf = (
  engines: ReadonlyArray<EngineFiles>
): ((language: string) => ReadonlyArray<LanguageExample>) => {
  const read = new Map<string, ReadonlyArray<LanguageExample>>()
  return (language) => {
    const known = read.get(language) ?? readExamples(engines, language)
    // Callers pass languages that exist, so this map is bounded.
    read.set(language, known)
    return known
  }
}
