import { assert, describe, it } from "@effect/vitest"
import { shellCommand } from "../src/ShellCommand.ts"

describe("a command of SQLite's shell", () => {
  it.each([
    [".tables", "sqlite_schema where type = 'table'"],
    [".schema people", "select sql from sqlite_schema"],
    [".mode csv\nselect 1", "--csv and --json"],
    [".headers on", "names always"],
    [".quit", "only SQL is run here"],
    [".constructor", "only SQL is run here"]
  ])("%j is told what to do in its place", (text, word) => {
    assert.include(shellCommand(text), word)
  })

  it.each(["select .5", ".5", ". tables", "..", ""])("%j is none", (text) => {
    assert.isUndefined(shellCommand(text))
  })
})
