import { formatDialect, sqlite } from "sql-formatter"
import { serve } from "./ServeFormat.ts"

serve(
  ({ indent, text }) => `${formatDialect(text, { dialect: sqlite, tabWidth: indent, keywordCase: "preserve" })}\n`,
  (thrown) => {
    const [message = ""] = String((thrown as Error).message).split("\n")
    const [, why = message, line] = /^(.*) at line (\d+) column \d+/.exec(message) ?? []
    return { why, line: line === undefined ? undefined : Number(line) }
  }
)
