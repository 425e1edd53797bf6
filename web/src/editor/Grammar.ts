import { indentUnit, StreamLanguage } from "@codemirror/language"
import type { Extension } from "@codemirror/state"

const two = indentUnit.of("  ")

const javascript = async (name: "javascriptLanguage" | "typescriptLanguage"): Promise<Extension> => [
  (await import("./JavaScript.ts"))[name],
  two
]

const grammars: Readonly<Record<string, () => Promise<Extension>>> = {
  py: async () => {
    const { pythonLanguage } = await import("./Python.ts")
    return [pythonLanguage, indentUnit.of("    ")]
  },
  js: () => javascript("javascriptLanguage"),
  ts: () => javascript("typescriptLanguage"),
  json: () => javascript("javascriptLanguage"),
  lua: async () => {
    const { lua } = await import("@codemirror/legacy-modes/mode/lua")
    return [StreamLanguage.define(lua), two]
  },
  sql: async () => {
    const { SQLite } = await import("./Sql.ts")
    return [SQLite.language, two]
  },
  rb: async () => {
    const { ruby } = await import("@codemirror/legacy-modes/mode/ruby")
    return [StreamLanguage.define(ruby), two]
  }
}

/** What the editor needs for a file, by the ending of its name; nothing for a file of another kind. */
export const grammarOf = async (fileName: string): Promise<Extension> => {
  const ending = fileName.slice(fileName.lastIndexOf(".") + 1)
  // A grammar that cannot be loaded leaves the text without colours.
  return (await grammars[ending]?.().catch(() => two)) ?? two
}
