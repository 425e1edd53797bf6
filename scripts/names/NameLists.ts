import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** A language whose names are listed, with the program that prints them, and the file that they are kept in. */
export interface NameList {
  readonly language: string
  readonly code: string
  readonly file: URL
}

const programs = [
  ["python", "python.py"],
  ["javascript", "javascript.js"],
  ["lua", "lua.lua"],
  ["ruby", "ruby.rb"]
] as const

const folder = new URL("../../web/src/editor/completion/names/", import.meta.url)

/** The languages whose names come from their interpreters. */
export const nameLists: ReadonlyArray<NameList> = programs.map(([language, program]) => ({
  language,
  code: readFileSync(fileURLToPath(new URL(program, import.meta.url)), "utf8"),
  file: new URL(`${language}.json`, folder)
}))

interface Printed {
  readonly names: ReadonlyArray<string>
  readonly modules: ReadonlyArray<string>
  readonly members: Readonly<Record<string, ReadonlyArray<string>>>
  readonly methods: ReadonlyArray<string>
}

/** What a program printed, with names in one text each: that is smaller, and read sooner. */
export const toNames = (printed: string) => {
  const { members, methods, modules, names } = JSON.parse(printed) as Printed
  return {
    names: names.join(" "),
    modules: modules.join(" "),
    members: Object.fromEntries(Object.entries(members).map(([name, own]) => [name, own.join(" ")])),
    methods: methods.join(" ")
  }
}
