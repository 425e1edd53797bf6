import type { LanguageExample } from "@glissade/protocol/Runtime"
import * as Context from "effect/Context"

/** Example programs of each language that this host runs. A language without any has an empty list; by default every list is empty. */
export const Examples = Context.Reference<(language: string) => ReadonlyArray<LanguageExample>>(
  "@glissade/core/Examples",
  { defaultValue: () => () => [] }
)
