import { assert, describe, it } from "@effect/vitest"
import type { Names } from "../src/editor/completion/Names.ts"
import { suggest } from "../src/editor/completion/Suggest.ts"

const names: Names = {
  names: "import print",
  modules: "fs math os",
  members: { math: "cos sin", fs: "readFileSync", "os.path": "join", Math: "PI" },
  methods: "append upper"
}

/** What is suggested at `|` in a program. */
const at = (marked: string) => suggest(names, marked.replace("|", ""), marked.indexOf("|"))

const found = (marked: string) => at(marked).names

describe("names that are suggested", () => {
  it("are those that are always there, and the words of the program without the one at the cursor", () => {
    assert.deepStrictEqual(found("total = 1\ntot|"), ["import", "print", "total"])
    assert.strictEqual(at("total = 1\ntot|").typed, 3)
    assert.isFalse(at("total = 1\ntot|").isMember)
  })

  it("are modules after import", () => {
    for (const program of ["import |", "import math, o|", "from |", "import x from 'node:|", "require('|"]) {
      assert.deepStrictEqual(found(program), ["fs", "math", "os"], program)
    }
  })

  it("are a module's after its name, or after what the program calls it", () => {
    for (const program of ["math.|", "import math as m\nm.c|", "from math import |", "from math import cos, s|"]) {
      assert.deepStrictEqual(found(program), ["cos", "sin"], program)
    }
    for (const program of ['import * as files from "node:fs"\nfiles.|', "const f = require('fs')\nf.re|"]) {
      assert.deepStrictEqual(found(program), ["readFileSync"], program)
    }
    assert.deepStrictEqual(found("os.path.|"), ["join"])
    assert.deepStrictEqual(suggest(names, "Math::", 6, "ruby").names, ["PI"])
  })

  it("are methods after anything else", () => {
    for (const program of ["words.|", "f().|", "'a'.up|", "[1].|"]) {
      assert.deepStrictEqual(found(program), ["append", "upper"], program)
    }
  })

  it("come after one colon in Lua alone, and after two in Ruby", () => {
    const after = (text: string, grammar: string) => suggest(names, text, text.length, grammar).isMember
    assert.isFalse(after("if x:", "python"))
    assert.isFalse(after("const n:", "typescript"))
    assert.isTrue(after("s:", "lua"))
    assert.isTrue(after("File::", "ruby"))
    assert.isFalse(after("key:", "ruby"))
  })

  it("are no properties of objects themselves", () => {
    assert.doesNotThrow(() => at("toString.|"))
  })

  it("take no longer where the program has a word of 200,000 letters", () => {
    const program = `x = "${"f".repeat(200_000)}"\nx.`
    const before = performance.now()
    suggest(names, program, program.length)
    // It took half a minute where the pattern began at each letter anew.
    assert.isBelow(performance.now() - before, 5_000)
  })

  it("are none within a number", () => {
    assert.deepStrictEqual(found("x = 1.|"), [])
  })

  it("are at most 2,000 words of a long program", () => {
    const program = `${Array.from({ length: 5000 }, (_, index) => `word${index}`).join(" ")}\n`
    assert.strictEqual(suggest(names, program, program.length).names.length, 2_002)
  })
})
