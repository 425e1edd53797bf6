import * as babel from "prettier/plugins/babel"
import * as estree from "prettier/plugins/estree"
import { format } from "prettier/standalone"
import { serve } from "./ServeFormat.ts"

/** Prettier's parser for a file. Babel's reads TypeScript too, in a third of the size of TypeScript's own. */
const parserOf = (ending: string): string => {
  if (ending === "json") return "json"
  return ending.endsWith("ts") ? "babel-ts" : "babel"
}

serve(
  ({ ending, indent, text }) =>
    format(text, { parser: parserOf(ending), plugins: [babel, estree], tabWidth: indent, semi: true }),
  (thrown) => {
    const { loc, message } = thrown as Error & { readonly loc?: { readonly start?: { readonly line?: number } } }
    // A picture of the place follows in further lines.
    return { why: message.split("\n")[0]!.replace(/ \(\d+:\d+\)$/, ""), line: loc?.start?.line }
  }
)
