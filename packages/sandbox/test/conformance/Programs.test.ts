import { assert, describe, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { compare, isSame, testsOf } from "../../conformance/programs/Compare.ts"
import { corpora } from "../../conformance/programs/Corpora.ts"
import { exercises } from "../../conformance/programs/Exercism.ts"
import type { Program } from "../../conformance/programs/Program.ts"
import type { FindImports } from "../../conformance/programs/SourceTree.ts"
import {
  javascriptImports,
  luaImports,
  neededFiles,
  pythonImports,
  rubyImports,
  sourceTree
} from "../../conformance/programs/SourceTree.ts"
import { testedProgram } from "../../conformance/programs/TestedJavaScript.ts"
import * as EngineSandbox from "../../src/EngineSandbox.ts"

const inFolder = <A>(files: Readonly<Record<string, string>>, use: (root: string) => A): A => {
  const root = mkdtempSync(join(tmpdir(), "corpus-"))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  try {
    return use(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}

const trees: ReadonlyArray<
  readonly [
    language: string,
    imports: FindImports,
    files: Readonly<Record<string, string>>,
    needed: ReadonlyArray<string>
  ]
> = [
  [
    "JavaScript",
    javascriptImports,
    {
      "a/main.js": `import { b } from "../b"; const c = require('./c.json')`,
      "b/index.js": `export * from "./d.js"`,
      "b/d.js": `import "../a/main.js"`,
      "a/c.json": "1",
      "e.js": ""
    },
    ["a/c.json", "b/d.js", "b/index.js"]
  ],
  [
    "Python",
    pythonImports,
    {
      "a/main.py": "from b.c import d\nimport beside, os\nfrom . import (\n  sibling,\n)\n",
      "b/__init__.py": "",
      "b/c/__init__.py": "",
      "b/c/d.py": "from ..e import x",
      "b/e.py": "",
      "a/beside.py": "",
      "a/sibling.py": "",
      "f.py": ""
    },
    ["a/beside.py", "a/sibling.py", "b/__init__.py", "b/c/__init__.py", "b/c/d.py", "b/e.py"]
  ],
  [
    "Ruby",
    rubyImports,
    {
      "a/main.rb": "require 'set'\nrequire_relative '../b'",
      "b.rb": "require_relative('a/c.rb')",
      "a/c.rb": "",
      "d.rb": ""
    },
    ["a/c.rb", "b.rb"]
  ],
  [
    "Lua",
    luaImports(["src"]),
    { "a/main.lua": `require("b.c")`, "src/b/c.lua": "local d = require 'd'", "src/d/init.lua": "", "src/e.lua": "" },
    ["src/b/c.lua", "src/d/init.lua"]
  ]
]

describe("the corpora of programs", () => {
  it.each(trees)("a program of %s brings the files that it needs, and no others", (_, imports, files, needed) => {
    inFolder(files, (root) => {
      const main = Object.keys(files)[0]!
      assert.deepStrictEqual([...neededFiles(sourceTree(root), main, imports)].toSorted(), needed)
    })
  })

  it("an exercise has its example in place of its stub", () => {
    const files = {
      "exercises/practice/two/.meta/config.json": `{ "files": { "solution": ["two.js"], "test": ["two.spec.js"], "example": [".meta/proof.js"] } }`,
      "exercises/practice/two/.meta/proof.js": "example",
      "exercises/practice/two/two.js": "stub",
      "exercises/practice/two/two.spec.js": "tests",
      "exercises/practice/two/data/in.txt": "data",
      "exercises/practice/two/package.json": "{}"
    }
    inFolder(files, (root) => {
      assert.deepStrictEqual(exercises(sourceTree(root)), [
        {
          name: "exercises/practice/two",
          tests: ["two.spec.js"],
          files: [
            { name: "data/in.txt", content: "data" },
            { name: "two.spec.js", content: "tests" },
            { name: "two.js", content: "example" }
          ]
        }
      ])
    })
  })

  it("have their rows in docs/programs.md", () => {
    const page = readFileSync(new URL("../../../../docs/programs.md", import.meta.url), "utf8")
    const rows = [...page.matchAll(/^\| ([^|]+) \| \d+ \|/gm)].map(([, title]) => title)
    assert.deepStrictEqual(
      rows,
      corpora.map(({ title }) => title)
    )
  })
})

const javascript = (code: string): Program => ({ name: "main", language: "javascript", code, files: [] })

const tests = `
import { describe, expect, test, xtest, jest } from "@jest/globals"
import { double } from "./double"
describe("double", () => {
  let calls = 0
  beforeEach(() => { calls += 1 })
  test.each([[1, 2], [2, 4]])("of %i is %i", (one, two) => expect(double(one)).toBe(two))
  xtest("objects", () => expect({ a: [double(1)], b: undefined }).toEqual({ a: [2] }))
  test("strictly", () => expect({ a: 1, b: undefined }).not.toStrictEqual({ a: 1 }))
  test("throws", () => expect(() => double("x")).toThrow(/number/))
  test("waits", async () => { await expect(Promise.resolve(2)).resolves.toBe(2) })
  test("spies", () => { const f = jest.fn(double); f(3); expect(f).toHaveBeenCalledWith(3); expect(calls).toBe(7) })
  test("is wrong", () => expect(double(1)).toBe(3))
})
`

describe("a program of a corpus", () => {
  layer(EngineSandbox.layer({ engines: ["@glissade/engine-javascript"], interpreters: 1 }), {
    excludeTestServices: true,
    timeout: 60_000
  })((it) => {
    it.effect("runs in both places", () =>
      Effect.gen(function* () {
        const outcome = yield* compare({
          ...javascript(`console.log(1); process.exitCode = 3`),
          stdin: "x",
          args: ["y"]
        })
        const { here, native, varies } = outcome
        assert.deepInclude(here, { status: "error", exitCode: 3, stdout: "1\n" })
        assert.deepInclude(native, { status: "error", exitCode: 3, stdout: "1\n" })
        assert.isFalse(varies)
        assert.isTrue(isSame(here, native))
      })
    )

    it.effect("varies when the native runtime writes something else each time", () =>
      Effect.gen(function* () {
        assert.isTrue((yield* compare(javascript(`console.log(Math.random())`))).varies)
      })
    )

    it.effect("is refused when it has more files than a request may have", () =>
      Effect.gen(function* () {
        const files = Array.from({ length: 101 }, (_, index) => ({ name: `${index}.txt`, content: "" }))
        const { here } = yield* compare({ ...javascript(""), files })
        assert.deepInclude(here, { status: "refused", stderr: "101 files, more than 100" })
      })
    )

    it.effect("with tests says how many pass, here as natively", () =>
      Effect.gen(function* () {
        const double = `export const double = (n) => { if (typeof n !== "number") throw new TypeError("no number"); return 2 * n }`
        const program = testedProgram("javascript", "double.test.js", [
          { name: "double.test.js", content: tests },
          { name: "double.js", content: double }
        ])
        const { here, native } = yield* compare(program)
        assert.strictEqual(here.stdout, "not ok double > is wrong\n# 7 of 8 pass\n", here.stderr)
        assert.deepInclude(native, { status: "error", exitCode: 1, stdout: here.stdout })
        assert.deepStrictEqual(testsOf(here), { passed: 7, ran: 8 })
      })
    )
  })
})
