import { indentUnit, StreamLanguage } from "@codemirror/language"
import type { Extension } from "@codemirror/state"
import { grammarNameOf } from "./GrammarName.ts"

const two = indentUnit.of("  ")

const javascript = async (name: "javascriptLanguage" | "typescriptLanguage"): Promise<Extension> => [
  (await import("./JavaScript.ts"))[name],
  two
]

const grammars: Readonly<Record<string, () => Promise<Extension>>> = {
  python: async () => {
    const { pythonLanguage } = await import("./Python.ts")
    return [pythonLanguage, indentUnit.of("    ")]
  },
  javascript: () => javascript("javascriptLanguage"),
  typescript: () => javascript("typescriptLanguage"),
  lua: async () => {
    const { lua } = await import("@codemirror/legacy-modes/mode/lua")
    return [StreamLanguage.define(lua), two]
  },
  sql: async () => {
    const { SQLite } = await import("./Sql.ts")
    return [SQLite.language, two]
  },
  ruby: async () => {
    const { ruby } = await import("@codemirror/legacy-modes/mode/ruby")
    return [StreamLanguage.define(ruby), two]
  }
}

const other = async (name: string) => (await import("./OtherGrammars.ts")).otherGrammars[name]?.()

/** The editor's extensions for a file, by its file extension; none for other files. */
export const grammarOf = async (fileName: string): Promise<Extension> => {
  const name = grammarNameOf(fileName.slice(fileName.lastIndexOf(".") + 1))
  if (name === undefined) return two
  // If a grammar cannot be loaded, the text has no colours.
  return (await (grammars[name]?.() ?? other(name)).catch(() => two)) ?? two
}
