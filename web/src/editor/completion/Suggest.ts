import type { Names } from "./Names.ts"

/** Where a name stands, as far as its line up to the cursor tells. */
export interface Place {
  /** How many characters before the cursor belong to the name. */
  readonly typed: number
  readonly names: ReadonlyArray<string>
  /** Whether names are worth a list before any letter of them is typed. */
  readonly isMember: boolean
}

const listed = (text: string | undefined): ReadonlyArray<string> =>
  text === undefined || text === "" ? [] : text.split(" ")

/** What a program calls a module: `import numpy as np`, `import * as fs from "node:fs"`, `const fs = require("fs")`. */
const imports =
  /import[ \t]+([\w.]+)[ \t]+as[ \t]+(\w+)|import[ \t]+(?:\*[ \t]+as[ \t]+)?(\w+)[ \t]+from[ \t]*["'](?:node:)?([\w/]+)["']|(?<!\w)(\w+)[ \t]*=[ \t]*require\(["'](?:node:)?([\w/]+)["']\)/g

/** The module that a name stands for in a program, or the name itself. */
const moduleOf = (program: string, name: string): string => {
  for (const [, from, as, imported, of, required, by] of program.slice(0, most.characters).matchAll(imports)) {
    if (as === name) return from!
    if (imported === name) return of!
    if (required === name) return by!
  }
  return name
}

const wordPattern = /[\p{L}_$][\p{L}\p{N}_$]*/gu

/** How many characters and words of a program are looked at. */
const most = { characters: 200_000, words: 2_000 }

/** The words of a program, without the one at the cursor. */
const wordsOf = (program: string, cursor: number): ReadonlyArray<string> => {
  const words = new Set<string>()
  for (const { 0: word, index } of program.slice(0, most.characters).matchAll(wordPattern)) {
    if (words.size >= most.words) break
    if (word.length > 2 && (cursor < index || cursor > index + word.length)) words.add(word)
  }
  return [...words]
}

const typedName = /[\p{L}\p{N}_$]*$/u

/** What stands between a value and the name of a member: after a colon alone in Lua, and after two in Ruby. */
const memberOf = (grammar: string): RegExp =>
  grammar === "lua" ? /([\w$.]+)[.:]$/ : grammar === "ruby" ? /([\w$.]+)(?:\.|::)$/ : /([\w$.]+)\.$/

/** The names that fit at a cursor, an offset in a program. */
export const suggest = (
  { members, methods, modules, names }: Names,
  program: string,
  cursor: number,
  grammar = ""
): Place => {
  const line = program.slice(program.lastIndexOf("\n", cursor - 1) + 1, cursor)
  const typed = typedName.exec(line)![0].length
  const before = line.slice(0, line.length - typed)
  const place = (found: ReadonlyArray<string>, isMember = true): Place => ({ typed, names: found, isMember })
  const [, from] = /^\s*from\s+([\w.]+)\s+import\s+(?:[\w\s,(]*[\s,(])?$/.exec(before) ?? []
  if (from !== undefined) return place(listed(members[from]))
  if (/^\s*(?:import\s+(?:[\w.]+(?:\s+as\s+\w+)?,\s*)*|from\s+)$/.test(before)) return place(listed(modules))
  if (/(?:require|from|import)\s*\(?\s*["'](?:node:)?$/.test(before)) return place(listed(modules))
  const [, owner] = memberOf(grammar).exec(before) ?? []
  if (owner !== undefined && /[A-Za-z_$]/.test(owner[0]!)) {
    const module = moduleOf(program, owner)
    return place(listed(Object.hasOwn(members, module) ? members[module] : methods))
  }
  if (/[)\]"'`}]\.$/.test(before)) return place(listed(methods))
  // After a point is no name of its own, as in the number 1.5.
  if (before.endsWith(".")) return place([])
  return place([...new Set([...listed(names), ...wordsOf(program, cursor)])], false)
}
