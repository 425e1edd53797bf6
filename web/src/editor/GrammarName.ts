import { grammars as known } from "virtual:grammars"
import { served } from "../state/Languages.ts"

/** The grammar for a file extension: of the languages that the page was built with, or else of the server's. JSON uses JavaScript's. */
export const grammarNameOf = (ending: string): string | undefined =>
  ending === "json"
    ? "javascript"
    : (known[ending] ?? served.peek().find(({ extensions }) => extensions.includes(ending))?.grammar)
