import { engineNamed } from "@glissade/test-kit/Engines"
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import ts from "typescript"
import { checkOptions } from "../../src/checker/CheckOptions.ts"
import { readDeclarations } from "../../src/checker/Declarations.ts"
import { TypeChecker } from "../../src/checker/TypeChecker.ts"
import type { TypeFault } from "../../src/checker/TypeChecker.ts"
import { nodeModules } from "../../src/NodeModules.ts"
import type * as Api from "../../src/typescript/Api.ts"
import { scriptOf } from "../../src/typescript/Script.ts"
import type { Files } from "../typescript/ProgramHost.ts"
import { programHost } from "../typescript/ProgramHost.ts"

const { assets } = engineNamed("javascript")
const node = dirname(createRequire(import.meta.url).resolve("@types/node/package.json"))

/** What tsc says of a program on a disk with all of Node's declarations. */
const tsc = (files: Files): ReadonlyArray<TypeFault> => {
  const { lib: _, ...options } = { ...checkOptions(files["tsconfig.json"] ?? ""), jsDocParsingMode: undefined }
  const host = programHost({ ...options, lib: ["lib.esnext.d.ts"] }, files)
  const { directoryExists, fileExists, readFile } = host
  const isIn = (path: string) => path.startsWith("/in/")
  host.fileExists = (path) => (isIn(path) ? fileExists(path) : ts.sys.fileExists(path))
  host.readFile = (path) => (isIn(path) ? readFile(path) : ts.sys.readFile(path))
  host.directoryExists = (path) => directoryExists!(path) || path.startsWith(node)
  const names = Object.keys(files).filter((name) => name.endsWith(".ts"))
  const program = ts.createProgram({
    rootNames: [join(node, "index.d.ts"), ...names.map((name) => `/in/${name}`)],
    options: { ...options, lib: ["lib.esnext.d.ts"] },
    host
  })
  return names.flatMap((name) => {
    const file = program.getSourceFile(`/in/${name}`)!
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map((one) => {
      const { character, line } = file.getLineAndCharacterOfPosition(one.start!)
      const message = ts.flattenDiagnosticMessageText(one.messageText, "\n").replaceAll("/in/", "/home/user/")
      return { file: name, line: line + 1, column: character + 1, code: one.code, message }
    })
  })
}

let checker: TypeChecker
beforeAll(() => {
  checker = new TypeChecker(
    scriptOf<typeof Api>(assets.ownFolder, "typescript.js")(),
    readDeclarations(assets.ownFolder)
  )
})

const check = (files: Files) => checker.check(new Map(Object.entries(files)), () => false)

describe("what is right is no error:", () => {
  it.each(nodeModules.filter((name) => !["constants", "sys"].includes(name)))("a program that imports %s", (name) => {
    const code = `import * as a from "${name}"\nimport b from "node:${name}"\nconst c = require("${name}")\nconsole.log(a, b, c)`
    assert.deepStrictEqual(check({ "main.ts": code }), [])
  })

  it.each<[string, Files]>([
    [
      "Node's globals",
      {
        "main.ts": `console.log(process.argv.slice(2), process.env.HOME, process.hrtime.bigint(), __filename, __dirname)
console.table([{ a: 1 }]); console.error("e"); process.stdout.write("a"); process.exitCode = 0
const bytes = Buffer.from("a").toString("base64")
setTimeout(() => {}, 1); setImmediate(() => {}); queueMicrotask(() => {}); clearInterval(setInterval(() => {}, 1))
console.log(bytes, new URL("http://a").searchParams, structuredClone({ a: 1 }), performance.now(), crypto.randomUUID(), atob(btoa("a")))
console.log(new TextEncoder().encode("a"), new AbortController().signal.aborted, new Intl.NumberFormat("de").format(1))`
      }
    ],
    [
      "the input in every way",
      {
        "main.ts": `import fs from "fs"
import { createInterface } from "node:readline/promises"
import * as readline from "readline"
const all: string = fs.readFileSync(0, "utf8")
const old = readline.createInterface({ input: process.stdin, output: process.stdout })
old.on("line", (line) => console.log(line.toUpperCase())).on("close", () => process.exit(0))
process.stdin.setEncoding("utf8")
process.stdin.on("data", (piece) => console.log(piece.length)).on("end", () => {})
for await (const line of createInterface({ input: process.stdin })) console.log(line.trim(), all.length)
process.stdin.resume()`
      }
    ],
    [
      "files of every kind",
      {
        "main.ts": `import { A, make } from "./lib/a"
import { b } from "./b.ts"
import data from "./data.json"
import legacy from "./legacy.js"
import c = require("./c")
const a: A = make()
console.log(a.x.toFixed(), b, data.list.length, legacy.f(1), c.d)`,
        "lib/a.ts": "export interface A { x: number }\nexport const make = (): A => ({ x: 1 })",
        "b.ts": "export const b = 1",
        "c.ts": "export = { d: 1 }",
        "data.json": `{ "list": [1] }`,
        "legacy.js": "module.exports = { f: (x) => x }"
      }
    ],
    [
      "new syntax and new methods",
      {
        "main.ts": `const log = (f: Function, c: ClassMethodDecoratorContext) => { console.log(c.name) }
class A { @log m() {} accessor x = 1 }
{ using r = { [Symbol.dispose]() {} }; console.log(r) }
console.log(Object.groupBy([1], String), [1].toSorted().at(-1), new Set([1]).union(new Set([2])), Promise.withResolvers(), new A().x)
for (const x of [1].values().map((y) => y + 1)) console.log(x)
await Promise.try(() => 1)`
      }
    ]
  ])("%s", (_what, files) => {
    assert.deepStrictEqual(check(files), [])
  })
})

describe("what is wrong is what tsc says is wrong:", () => {
  it.each<[string, Files]>([
    [
      "types that do not fit",
      { "main.ts": `const n: number = "a"\nlet s = "b"\ns = 1\nfunction f(x: string) {}\nf(2, 3)` }
    ],
    [
      "names that are not there",
      { "main.ts": `consol.log(1)\nlet a = { b: 1 }\na.c\nimport { x } from "./nowhere"\ndocument.title` }
    ],
    [
      "what may be null, and what is any",
      { "main.ts": `function f(x) { return x }\nconst m = new Map<string, number>()\nm.get("a").toFixed()` }
    ],
    [
      "errors in several files",
      {
        "main.ts": `import { a } from "./a"\nconst b: string = a`,
        "a.ts": `export const a = 1\nexport const c: string = 2`
      }
    ],
    ["a source that is no TypeScript", { "main.ts": `const a = {\nlet b = ]\nclass { x: }` }],
    [
      "classes",
      {
        "main.ts": `abstract class A { abstract m(): void; private p = 1; readonly r = 2 }\nclass B extends A {}\nnew A()\nnew B().p\nnew B().r = 3\nclass C { x: number }`
      }
    ],
    [
      "generics",
      {
        "main.ts": `function f<T extends { a: number }>(x: T) { return x.a }\nf({ b: 1 })\ntype D = Pick<{ a: 1 }, "b">\nconst p: Promise<number> = Promise.resolve("x")`
      }
    ],
    [
      "unions that are not narrowed",
      {
        "main.ts": `type S = { k: "a"; x: number } | { k: "b"; y: string }\nconst f = (s: S): number => { switch (s.k) { case "a": return s.x } }\ndeclare const s: S\ns.y`
      }
    ],
    [
      "Node's modules used wrongly",
      {
        "main.ts": `import { readFileSync, nope } from "fs"\nconst t: number = readFileSync(0, "utf8")\nprocess.exit("a")\nBuffer.from(1)`
      }
    ],
    [
      "a tsconfig.json that asks for more",
      {
        "tsconfig.json": `{ "compilerOptions": { "noUnusedLocals": true, "noUncheckedIndexedAccess": true, "noImplicitReturns": true } }`,
        "main.ts": `const unused = 1\nconst first: number = [1][0]\nfunction f(x: boolean) { if (x) return 1 }\nexport { f }`
      }
    ],
    [
      "a tsconfig.json that asks for less",
      {
        "tsconfig.json": `{ "compilerOptions": { "strict": false } }`,
        "main.ts": `function f(x) { return x.y }\nconst n: number = null\nconst m: number = "a"`
      }
    ],
    [
      "the old kind of decorators without its setting",
      { "main.ts": `function d(t: any, k: string) {}\nclass A { @d m() {} }` }
    ],
    ["text beyond the first plane", { "main.ts": `const a = "😀"; const b: number = "😀"` }]
  ])("%s", (_what, files) => {
    const expected = tsc(files)
    assert.isNotEmpty(expected)
    const byPlace = (faults: ReadonlyArray<TypeFault>) =>
      faults.map(({ code, column, file, line, message }) => `${file}:${line}:${column} TS${code} ${message}`).toSorted()
    assert.deepStrictEqual(byPlace(check(files)), byPlace(expected))
  })
})

it("modules that no program has are not known", () => {
  for (const name of ["cluster", "http2", "sqlite", "vm2"]) {
    const [fault] = check({ "main.ts": `import * as a from "node:${name}"\nconsole.log(a)` })
    assert.strictEqual(fault?.code, 2307, name)
  }
})

it("the declarations are those of the pinned versions", () => {
  const declarations = readDeclarations(assets.ownFolder)
  assert.strictEqual(declarations.get("/node/fs.d.ts"), readFileSync(join(node, "fs.d.ts"), "utf8"))
  assert.strictEqual(ts.version, "5.9.3")
})
