import { assert, beforeAll, describe, it } from "@effect/vitest"
import { compilerOptionsIn, emitOptionsIn } from "../../src/typescript/CompilerOptions.ts"
import { Bench } from "../support.ts"

describe("TypeScript", () => {
  let bench: Bench
  beforeAll(async () => {
    bench = await Bench.start()
  })
  const run = (code: string, files: Readonly<Record<string, string>> = {}) =>
    bench.run(code, { files, language: "typescript" })

  it("keeps lines and columns where decorators are compiled", () => {
    const { error, stderr } = run(
      `const d = (f: Function, c: any) => f\nclass A {\n  @d m(): void {\n    throw new Error("here")\n  }\n}\nnew A().m()`
    )
    assert.deepStrictEqual([error?.line, error?.column], [4, 11])
    const frames = stderr.split("\n").filter((line) => line.startsWith("    at "))
    assert.deepStrictEqual(frames, ["    at m (/home/user/main.ts:4:11)", "    at /home/user/main.ts:7:9"])
  })

  it("keeps lines and columns where imports are left out", () => {
    const { error } = run(`import { A } from "./a"\nconst a: A = {}; throw new Error("here")`, {
      "a.ts": "export interface A {}"
    })
    assert.deepStrictEqual([error?.line, error?.column], [2, 24])
  })

  it("still says that a name is not exported", () => {
    const { stderr } = run(`import { add } from "./a"\nconsole.log(add(1, 2))`, {
      "a.ts": "function add() {}\nexport {}"
    })
    assert.include(stderr, "Could not find export 'add'")
  })

  it.each(["const a = <div>hi</div>", "const a = <App x={1}/>", "const a = <>hi</>"])("refuses %s in words", (code) => {
    const { error } = run(code)
    assert.strictEqual(
      error?.message,
      "this looks like JSX, which is not supported here: there is no React and no page to render to"
    )
    assert.strictEqual(error?.line, 1)
  })

  it("refuses a file of JSX in words", () => {
    const { stderr } = run(`import { a } from "./a"\na()`, { "a.tsx": "export const a = () => <div/>" })
    assert.include(stderr, "/home/user/a.tsx is JSX, which is not supported here")
  })

  it("finds out what is a type in bounded time", () => {
    const names = Array.from({ length: 300 }, (_, index) => `T${index}`)
    const imports = names.map((name) => `import { ${name} } from "./a"`).join("\n")
    const main = `${imports}\nexport { ${names.join(", ")} }\nconsole.log("ran")`
    const types = Array.from({ length: 20_000 }, (_, index) => `export type T${index} = 1`).join("\n")
    assert.strictEqual(run(main, { "a.ts": types }).stdout, "ran\n")
    assert.strictEqual(run(main, { "a.ts": `${types}\nexport type export` }).status, "error")
    const ring = Array.from({ length: 90 }, (_, index) => [
      `a${index}.ts`,
      `export * from "./a${(index + 1) % 90}"\nexport * from "./a${(index * 7 + 3) % 90}"`
    ])
    const { stderr } = run(`import { a } from "./a0"\nconsole.log(a)`, Object.fromEntries(ring))
    assert.include(stderr, "Could not find export 'a'")
  })
})

describe("tsconfig.json", () => {
  it("may have comments and commas before closing brackets", () => {
    const text = `\uFEFF{ // a
      "compilerOptions": { "experimentalDecorators": true, /* "emitDecoratorMetadata": true, */ "paths": { "/*": ["//", ",]"], }, },
    }`
    assert.deepStrictEqual(compilerOptionsIn(text), { experimentalDecorators: true, paths: { "/*": ["//", ",]"] } })
  })

  it("decides by its listed keys alone what a program is compiled to", () => {
    const compilerOptions = { target: "es5", verbatimModuleSyntax: true, useDefineForClassFields: "no", outFile: "/x" }
    assert.deepStrictEqual(emitOptionsIn(JSON.stringify({ compilerOptions })), { verbatimModuleSyntax: true })
  })

  it.each(["", "{", "null", "[]", `{"compilerOptions":[1]}`, "/*".repeat(30_000), "[".repeat(60_000)])(
    "is ignored where it is none: %.20s",
    (text) => {
      assert.deepStrictEqual(emitOptionsIn(text), {})
    }
  )

  it("is ignored where it is longer than 64 KiB", () => {
    const text = `{"compilerOptions":{"verbatimModuleSyntax":true}}${" ".repeat(65_536)}`
    assert.deepStrictEqual(emitOptionsIn(text), {})
  })
})
