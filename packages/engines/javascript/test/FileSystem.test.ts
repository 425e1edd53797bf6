import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Bench } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await Bench.start()
})

const fs = `import fs from "glissade:fs"; `

describe("glissade:fs", () => {
  const rows: ReadonlyArray<readonly [what: string, code: string, stdout: string]> = [
    ["reads files beside the program", `${fs}console.log(fs.readFileSync("a/b.txt", "utf8"))`, "é😀\n"],
    ["reads the program itself", `${fs}console.log(fs.readFileSync("main.js", "utf8").length > 30)`, "true\n"],
    [
      "reads bytes",
      `${fs}console.log([...fs.readFileSync("a/b.txt")].length, \`\${fs.readFileSync("a/b.txt")}\`)`,
      "6 é😀\n"
    ],
    [
      "writes, appends and reads again",
      `import { appendFileSync as append, readFileSync, writeFileSync } from "glissade:fs"
writeFileSync("o", "aaaa"); writeFileSync("o", "b"); append("o", new Uint8Array([99])); writeFileSync("o", "d", { flag: "a" })
console.log(readFileSync("o", { encoding: "utf-8" }))`,
      "bcd\n"
    ],
    [
      "keeps folders",
      `${fs}fs.mkdirSync("x/y", { recursive: true }); fs.writeFileSync("x/y/z", ""); fs.renameSync("x/y", "w")
console.log(fs.readdirSync("."), fs.readdirSync("w", { withFileTypes: true }).map((d) => [d.name, d.isFile()]), fs.existsSync("x/y"))
fs.rmSync("w", { recursive: true }); fs.rmdirSync("x"); fs.rmSync("nope", { force: true }); console.log(fs.existsSync("w"))`,
      "[ 'a', 'main.js', 'w', 'x' ] [ [ 'z', true ] ] false\nfalse\n"
    ],
    [
      "tells what files are",
      `${fs}const s = fs.statSync("a/b.txt"); console.log(s.size, s.isFile(), s.isDirectory(), s.mtime instanceof Date, fs.statSync("a").isDirectory())`,
      "6 true false true true\n"
    ],
    [
      "takes addresses and absolute paths",
      `${fs}console.log(fs.existsSync(new URL("file:///home/user/a/%62.txt")), fs.existsSync("/home/user/a/../a/b.txt"), fs.existsSync("../../../../etc/passwd"))`,
      "true true false\n"
    ],
    [
      "takes bytes also while the memory grows",
      `import fs from "fs"; const o = fs.openSync("o", "w"); let left = 4000
for (let i = 0; i < 4000; i++)
  fs.write(o, Buffer.from("ab"), 0, 2, null, () => { if (--left === 0) console.log(fs.readFileSync("o", "utf8") === "ab".repeat(4000)) })`,
      "true\n"
    ],
    [
      "gives promises",
      `import { readFile, writeFile } from "glissade:fs/promises"; import { promises } from "glissade:fs"
await writeFile("o", "p"); console.log(await readFile("o", "utf8"), (await promises.stat("o")).size, await readFile("q").catch((e) => e.code))`,
      "p 1 ENOENT\n"
    ],
    [
      "calls back, later",
      `${fs}fs.readFile("a/b.txt", "utf8", (e, text) => console.log(e, text)); fs.readFile("q", (e) => console.log(e.code)); console.log("first")`,
      "first\nnull é😀\nENOENT\n"
    ],
    ["copies", `${fs}fs.copyFileSync("a/b.txt", "c"); console.log(fs.readFileSync("c", "utf8"))`, "é😀\n"],
    [
      "takes odd names as they are",
      `${fs}for (const n of ["__proto__", "constructor", "é 😀"]) fs.writeFileSync(n, n)
console.log(fs.readdirSync(".").filter((n) => fs.existsSync(n) && n.length > 6 || n === "é 😀"))`,
      "[ '__proto__', 'constructor', 'main.js', 'é 😀' ]\n"
    ],
    [
      "is one object, however it is come by",
      `${fs}import { promises } from "glissade:fs"; console.log(process.getBuiltinModule("glissade:fs") === fs, promises === fs.promises, process.getBuiltinModule("net"))`,
      "true true undefined\n"
    ]
  ]

  it.each(rows)("%s", (_, code, stdout) => {
    const outcome = bench.run(code, { files: { "a/b.txt": "é😀" } })
    assert.strictEqual(outcome.stdout + outcome.stderr, stdout)
  })

  const failing: ReadonlyArray<readonly [code: string, message: string]> = [
    [`fs.readFileSync("q")`, "ENOENT: no such file or directory, open 'q'"],
    [`fs.writeFileSync("q/r", "")`, "ENOENT: no such file or directory, open 'q/r'"],
    [`fs.writeFileSync("main.js/r", "")`, "ENOTDIR: not a directory, open 'main.js/r'"],
    [`fs.mkdirSync("a")`, "EEXIST: file already exists, mkdir 'a'"],
    [`fs.rmdirSync("a")`, "ENOTEMPTY: directory not empty, rmdir 'a'"],
    [`fs.rmSync("a")`, "EISDIR: illegal operation on a directory, rm 'a'"],
    [`fs.renameSync("q", "r")`, "ENOENT: no such file or directory, rename 'q' -> 'r'"],
    [`fs.readdirSync("main.js")`, "ENOTDIR: not a directory, scandir 'main.js'"]
  ]
  it.each(failing)("%s fails as in Node", (code, message) => {
    const { stdout } = bench.run(`${fs}try { ${code} } catch (e) { console.log(e.message, e.code, e.syscall) }`, {
      files: { "a/b": "" }
    })
    const [, errno, call] = /^(\w+): .*, (\w+) '/.exec(message)!
    assert.strictEqual(stdout, `${message} ${errno} ${call}\n`)
  })

  it("counts what it writes with the program's memory", () => {
    const limits = { memoryBytes: 32 << 20 }
    const grow = `${fs}for (;;) fs.appendFileSync("f", "x".repeat(100_000))`
    assert.deepInclude(bench.run(grow, { limits }), { status: "memory_limit" })
    const many = `${fs}for (let n = 0; ; n++) fs.writeFileSync("f" + n, "")`
    assert.deepInclude(bench.run(many, { limits }), { status: "memory_limit" })
    const caught = `${fs}try { for (;;) fs.appendFileSync("f", "x".repeat(1_000_000)) } catch (e) { fs.unlinkSync("f"); console.log(e.code) }`
    assert.deepInclude(bench.run(caught, { limits }), { status: "success", stdout: "ENOSPC\n" })
  })

  it("has nothing of the program before", () => {
    bench.run(`${fs}fs.writeFileSync("left", "x"); fs.readFileSync = null; process.getBuiltinModule = null`)
    assert.deepInclude(bench.run(`${fs}console.log(fs.existsSync("left"), typeof fs.readFileSync)`), {
      stdout: "false function\n"
    })
  })

  it("has the folder out be there for the first picture", () => {
    const { left, stdout } = bench.run(
      `${fs}console.log(fs.readdirSync(".").includes("out")); fs.writeFileSync("out/a.svg", "<svg/>")`
    )
    assert.strictEqual(stdout, "false\n")
    assert.deepStrictEqual(left, [["a.svg", "<svg/>"]])
    assert.strictEqual(bench.run(`${fs}fs.writeFileSync("out", "x"); fs.writeFileSync("out/a", "")`).status, "error")
  })

  it("leaves files in the folder out to be shown", () => {
    const { left, status } = bench.run(`${fs}fs.mkdirSync("out"); fs.writeFileSync("out/a.svg", "<svg/>")`)
    assert.deepStrictEqual(left, [["a.svg", "<svg/>"]])
    assert.strictEqual(status, "success")
    assert.deepStrictEqual(bench.run("1").left, [])
  })
})
