import { engineNamed } from "@glissade/test-kit/Engines"
import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Bench } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await Bench.start()
})

describe("a program imports", () => {
  const imports: ReadonlyArray<
    readonly [what: string, code: string, files: Readonly<Record<string, string>>, stdout: string]
  > = [
    ["a file beside it", `import { a } from "./lib.js"; console.log(a)`, { "lib.js": "export const a = 1" }, "1\n"],
    [
      "a file in a folder, which imports its neighbour",
      `import { a } from "./x/lib.js"; console.log(a)`,
      { "x/lib.js": `export { a } from "../b.js"`, "b.js": "export const a = 2" },
      "2\n"
    ],
    ["a folder's index", `import { a } from "./x"; console.log(a)`, { "x/index.js": "export const a = 3" }, "3\n"],
    [
      "JSON",
      `import data from "./d.json" with { type: "json" }; console.log(data)`,
      { "d.json": `{"a":[1],"__proto__":{"b":2}}` },
      `{ a: [ 1 ], ['__proto__']: { b: 2 } }\n`
    ],
    ["TypeScript", `import { a } from "./lib.ts"; console.log(a)`, { "lib.ts": "export const a: number = 4" }, "4\n"],
    [
      "from evaluated text",
      `console.log((await eval('import("./lib.js")')).default)`,
      { "lib.js": "export default 5" },
      "5\n"
    ],
    ["while it runs", `console.log((await import("./lib.js")).default)`, { "lib.js": "export default 5" }, "5\n"],
    [
      "in a circle",
      `import { a, b } from "./a.js"; console.log(a, b())`,
      {
        "a.js": `export { b } from "./b.js"; export const a = 6`,
        "b.js": `import { a } from "./a.js"; export const b = () => a`
      },
      "6 6\n"
    ],
    [
      "a namespace",
      `import * as all from "./lib.js"; console.log(all)`,
      { "lib.js": "export const z = 1, a = 2" },
      "[Module: null prototype] { a: 2, z: 1 }\n"
    ],
    [
      "a file that awaits",
      `import { a } from "./lib.js"; console.log(a)`,
      { "lib.js": "export const a = await Promise.resolve(7)" },
      "7\n"
    ],
    [
      "names of objects' properties",
      `import a from "./__proto__.js"; import b from "./constructor"; console.log(a, b)`,
      { "__proto__.js": "export default 8", constructor: "export default 9" },
      "8 9\n"
    ]
  ]
  it.each(imports)("%s", (_, code, files, stdout) => {
    const outcome = bench.run(code, { files })
    assert.strictEqual(outcome.stdout + outcome.stderr, stdout)
  })
})

describe("a program cannot import", () => {
  const missing: ReadonlyArray<readonly [code: string, message: string]> = [
    [`import net from "node:net"`, `Cannot find module 'node:net': programs have no network here`],
    [`await import("child_process")`, `Cannot find module 'child_process': programs cannot start processes here`],
    [`await import("worker_threads")`, `Cannot find module 'worker_threads': programs have one thread here`],
    [`require("https")`, `Cannot find module 'https': programs have no network here`],
    [`import "node:nothing"`, `Cannot find module 'node:nothing': Node has no such module`],
    [
      `await import("lodash")`,
      `Cannot find module 'lodash': packages are not available here; a program can import the files beside it, such as "./lib.js"`
    ],
    [`import "../../etc/passwd"`, "Cannot find module '/etc/passwd' imported from /home/user/main.js"],
    [`import "/etc/passwd"`, "Cannot find module '/etc/passwd' imported from /home/user/main.js"],
    [`import "file:///etc/passwd"`, "Cannot find module '/etc/passwd' imported from /home/user/main.js"],
    [`import "./gone.js"`, "Cannot find module '/home/user/gone.js' imported from /home/user/main.js"]
  ]
  it.each(missing)("%s", (code, message) => {
    const { status, error } = bench.run(code)
    assert.deepStrictEqual([status, error?.message, error?.line], ["error", message, 1])
  })

  it("and may catch that", () => {
    const { stdout } = bench.run(`try { await import("node:net") } catch (e) { console.log(e.code) }`)
    assert.strictEqual(stdout, "ERR_MODULE_NOT_FOUND\n")
  })

  it("what has an error in it, which is shown where it is", () => {
    const { stderr, error } = bench.run(`import "./lib.js"`, { files: { "lib.js": "const a = 1\nconst = 2" } })
    assert.include(stderr, "/home/user/lib.js:2\nconst = 2\n      ^\n\nSyntaxError: ")
    assert.strictEqual(error?.line, undefined)
  })

  it("a file that throws without the trace naming both files", () => {
    const { stderr, error } = bench.run(`import { f } from "./lib.js"\n\nf()`, {
      files: { "lib.js": "export const f = () => {\n  throw new Error('deep') }" }
    })
    assert.include(stderr, "Error: deep\n    at f (/home/user/lib.js:2:9)\n    at /home/user/main.js:3:1\n")
    assert.deepStrictEqual([error?.line, error?.column], [3, 1])
  })
})

describe("TypeScript", () => {
  const typescript = { language: "typescript" }
  const programs: ReadonlyArray<readonly [what: string, code: string, stdout: string]> = [
    ["types are taken out", `const x: number = 5; console.log(x)`, "5\n"],
    [
      "interfaces and generics",
      `interface A<T> { v: T }\nconst f = <T,>(a: A<T>): T => a.v\nconsole.log(f<string>({ v: "s" }) satisfies string)`,
      "s\n"
    ],
    ["enums", `enum Colour { Red, Green = "g" }\nconsole.log(Colour.Red, Colour.Green)`, "0 g\n"],
    ["namespaces", `namespace N { export const a = 1 }\nconsole.log(N.a)`, "1\n"],
    [
      "parameter properties",
      `class P { constructor(private x: number) {} get() { return this.x } }\nconsole.log(new P(3).get())`,
      "3\n"
    ],
    ["types that are imported", `import type { T } from "./none.ts"\nconst t: T = 1\nconsole.log(t)`, "1\n"]
  ]
  it.each(programs)("%s", (_, code, stdout) => {
    const outcome = bench.run(code, typescript)
    assert.strictEqual(outcome.stdout + outcome.stderr, stdout)
  })

  it("keeps lines and columns where types are taken out", () => {
    const { stderr, error } = bench.run(
      `type A = {\n  a: number\n}\nconst a: A = { a: 1 }; throw new Error("here")`,
      typescript
    )
    assert.include(
      stderr,
      `/home/user/main.ts:4\nconst a: A = { a: 1 }; throw new Error("here")\n                             ^\n`
    )
    assert.include(stderr, "Error: here\n    at /home/user/main.ts:4:30\n")
    assert.deepStrictEqual([error?.line, error?.column], [4, 30])
  })

  it("maps lines back where code was transformed", () => {
    const { stderr, error } = bench.run(
      `enum Colour {\n  Red,\n  Green\n}\n\nfunction paint(c: Colour): never {\n  throw new Error(Colour[c])\n}\npaint(Colour.Green)`,
      typescript
    )
    assert.include(stderr, "Error: Green\n    at paint (/home/user/main.ts:7:")
    assert.include(stderr, "    at /home/user/main.ts:9:1\n")
    assert.strictEqual(error?.line, 7)
  })

  it("that is none says where", () => {
    const { stderr, status, error } = bench.run(`const a = 1\nlet x: = 1`, typescript)
    assert.deepStrictEqual([status, error?.type, error?.line, error?.column], ["error", "SyntaxError", 2, 8])
    assert.include(stderr, "/home/user/main.ts:2\nlet x: = 1\n       ^\n\nSyntaxError: Unexpected token `=`.")
  })

  it("that is imported and wrong is an error that can be caught", () => {
    const { stdout } = bench.run(`try { await import("./lib.ts") } catch (e) { console.log(e.code) }`, {
      files: { "lib.ts": "let x: = 1" }
    })
    assert.strictEqual(stdout, "ERR_INVALID_TYPESCRIPT_SYNTAX\n")
  })

  it("imports a .ts file by the name it will have as .js", () => {
    const { stdout } = bench.run(`import { a } from "./lib.js"; console.log(a)`, {
      ...typescript,
      files: { "lib.ts": "export const a: number = 1" }
    })
    assert.strictEqual(stdout, "1\n")
  })
})

describe("the runtimes", () => {
  const { runtimes } = engineNamed("javascript")

  it("say which QuickJS the machine is", () => {
    const { stdout } = bench.run(`console.log(process.versions.quickjs)`)
    for (const { engine } of runtimes) assert.include(engine, `QuickJS-ng ${stdout.trim()}`)
  })

  it("have a main file each", () => {
    assert.deepStrictEqual(
      runtimes.map(({ language, mainFile }) => [language, mainFile]),
      [
        ["javascript", "main.js"],
        ["typescript", "main.ts"]
      ]
    )
  })
})
