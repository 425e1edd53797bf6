import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname } from "node:path"
import type { Plugin } from "vite"
import type { EngineManifest } from "../packages/engine/src/Manifest.ts"
// By their paths: Vite loads this file before any package is built.
import { defaultEngines } from "../packages/sandbox/src/registry/DefaultEngines.ts"
import { examplesOf } from "../packages/sandbox/src/registry/EngineExamples.ts"

const require = createRequire(import.meta.url)

const manifests = defaultEngines.map((name) => {
  const path = require.resolve(`${name}/manifest.json`)
  // Tests decode the files. The build does not load the schema for that.
  const manifest = JSON.parse(readFileSync(path, "utf8")) as EngineManifest
  return { manifest, assets: { ownFolder: dirname(path) } }
})

const everyLanguage = manifests.flatMap(({ manifest: { languages, warm } }) =>
  languages.map((language) => ({ ...language, warm }))
)

const exampleOf = examplesOf(manifests)
const examples = Object.fromEntries(everyLanguage.map(({ id }) => [id, exampleOf(id)]))

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
