import { Examples } from "@glissade/core/Examples"
import type { LanguageExample } from "@glissade/protocol/Runtime"
import * as Layer from "effect/Layer"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

type Bundled = Readonly<Record<string, ReadonlyArray<LanguageExample>>>

/** The file that the build puts beside the handler. */
const path = fileURLToPath(new URL("examples.json", import.meta.url))

/** The examples of the bundled languages, read on first use. */
export const layer = Layer.sync(Examples, () => {
  let bundled: Bundled | undefined
  return (language) => {
    bundled ??= JSON.parse(readFileSync(path, "utf8")) as Bundled
    return bundled[language] ?? []
  }
})
