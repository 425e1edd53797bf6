import type { LanguageExample } from "@glissade/protocol/Runtime"
import * as Context from "effect/Context"

/** The programs to begin with of each language that this host runs; a language without any has an empty list, and so has every one by default. */
export const Examples = Context.Reference<(language: string) => ReadonlyArray<LanguageExample>>(
  "@glissade/core/Examples",
  { defaultValue: () => () => [] }
)
