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
    assert.deepStrictEqual(found("Math::|"), ["PI"])
  })

  it("are methods after anything else", () => {
    for (const program of ["words.|", "f().|", "'a'.up|", "[1].|"]) {
      assert.deepStrictEqual(found(program), ["append", "upper"], program)
    }
  })

  it("are none within a number", () => {
    assert.deepStrictEqual(found("x = 1.|"), [])
  })

  it("are at most 2,000 words of a long program", () => {
    const program = `${Array.from({ length: 5000 }, (_, index) => `word${index}`).join(" ")}\n`
    assert.strictEqual(suggest(names, program, program.length).names.length, 2_002)
  })
})
