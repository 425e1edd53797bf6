import { assert, describe, it } from "@effect/vitest"
import type { Command } from "../src/commands/Command.ts"
import { matching } from "../src/commands/Match.ts"

const named = (title: string, also = ""): Command => ({ title, also, run: () => {} })

const commands = [
  named("Compare with an earlier run", "diff"),
  named("Run", "start"),
  named("Language: Ruby"),
  named("Prune")
]

const found = (typed: string) => matching(commands, typed).map(({ title }) => title)

describe("finding a command", () => {
  it("lists all in their order where nothing was typed", () => {
    assert.deepStrictEqual(
      found(" "),
      commands.map(({ title }) => title)
    )
  })

  it("puts what begins with it first, then a word that begins with it, then what has it inside", () => {
    assert.deepStrictEqual(found("RUN"), ["Run", "Compare with an earlier run", "Prune"])
  })

  it("wants every word, in any order", () => {
    assert.deepStrictEqual(found("ru lang"), ["Language: Ruby"])
    assert.deepStrictEqual(found("run lang"), [])
  })

  it("finds by other words for it, after those that are called so", () => {
    assert.deepStrictEqual(found("start"), ["Run"])
    assert.deepStrictEqual(found("d"), ["Compare with an earlier run"])
  })

  it("takes what was typed as text, not as a pattern", () => {
    assert.deepStrictEqual(found(".*"), [])
  })
})
