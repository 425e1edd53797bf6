import { readdirSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Plugin } from "vite"
// By its path: Vite loads this file before any package is built.
import { defaultEngines } from "../packages/sandbox/src/registry/DefaultEngines.ts"

/** What is read of a manifest; packages/engine/src/Manifest.ts says what the fields are, and tests decode the files. */
interface Manifest {
  readonly warm: boolean
  readonly languages: ReadonlyArray<{
    readonly id: string
    readonly name: string
    readonly mainFile: string
    readonly extensions: ReadonlyArray<string>
    readonly grammar: string
    readonly examples: ReadonlyArray<{ readonly title: string; readonly folder: string; readonly stdin?: string }>
  }>
}

const require = createRequire(import.meta.url)

const manifests = defaultEngines.map((name) => {
  const path = require.resolve(`${name}/manifest.json`)
  return { folder: path.slice(0, -"manifest.json".length), ...(JSON.parse(readFileSync(path, "utf8")) as Manifest) }
})

const exampleOf = (
  folder: string,
  mainFile: string,
  { folder: below, stdin, title }: Manifest["languages"][number]["examples"][number]
) => {
  const files = readdirSync(`${folder}${below}`)
    .toSorted()
    .map((name) => ({ name, content: readFileSync(`${folder}${below}/${name}`, "utf8") }))
  const others = files.filter(({ name }) => name !== mainFile)
  return {
    title,
    code: files.find(({ name }) => name === mainFile)!.content,
    ...(stdin !== undefined && { stdin }),
    ...(others.length > 0 && { files: others })
  }
}

const everyLanguage = manifests.flatMap(({ folder, languages, warm }) =>
  languages.map((language) => ({ ...language, folder, warm }))
)

const examples = Object.fromEntries(
  everyLanguage.map(({ examples, folder, id, mainFile }) => [
    id,
    examples.map((example) => exampleOf(folder, mainFile, example))
  ])
)

const [first] = everyLanguage

/** The modules that the page knows the languages of Glissade by, as JSON each. What a page needs to begin with is apart from the rest. */
const modules: Readonly<Record<string, () => unknown>> = {
  "virtual:languages": () => ({
    languages: everyLanguage.map(({ id, mainFile, name }) => ({ id, name, mainFile })),
    // Whoever waits for no server's answer may choose among those that every server starts with.
    alwaysOffered: everyLanguage.filter(({ warm }) => warm).length,
    firstExample: examples[first!.id]![0]
  }),
  "virtual:examples": () => ({ examples }),
  "virtual:grammars": () => ({
    grammars: Object.fromEntries(
      everyLanguage.flatMap(({ extensions, grammar }) => extensions.map((extension) => [extension, grammar]))
    )
  })
}

/** Makes the languages known to the page as its engines' manifests have them. */
export const languages: Plugin = {
  name: "languages",
  resolveId: (id) => (id in modules ? `\0${id}` : undefined),
  load: (id) => {
    const make = id.startsWith("\0") ? modules[id.slice(1)] : undefined
    if (make === undefined) return undefined
    return Object.entries(make() as object)
      .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`)
      .join("\n")
  }
}
