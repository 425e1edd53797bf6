import { afterAll, assert, describe, it, layer } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import type { Expected } from "@glissade/test-kit/Case"
import { check } from "@glissade/test-kit/Check"
import { packProgram } from "@glissade/test-kit/PackedProgram"
import type { ProgramOptions } from "@glissade/test-kit/Programs"
import { run } from "@glissade/test-kit/Programs"
import * as Effect from "effect/Effect"
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const source = new URL("../../examples/custom-engine/", import.meta.url)

/** The package as its own build leaves it, in a folder that is not this repository's. */
const folder = mkdtempSync(join(tmpdir(), "glissade-"))
cpSync(fileURLToPath(source), folder, { recursive: true, filter: (path) => !path.includes("node_modules") })
const packed = packProgram(new URL("src/ExampleEngine.ts", source))
cpSync(packed.path, join(folder, "dist/engine.mjs"))
packed.remove()

afterAll(() => rmSync(folder, { recursive: true }))

const beside = [{ name: "a/beside.lua", content: "return 6 * 7", encoding: "utf8" as const }]

const rows: ReadonlyArray<
  readonly [what: string, code: string, expected: Expected, options?: Omit<ProgramOptions, "language">]
> = [
  ["prints", `print("out é")`, { stdout: "out é\n" }],
  ["reads its input", `print(io.read("a"))`, { stdout: "in\n" }, { stdin: "in" }],
  ["finds files beside it", `print(dofile("a/beside.lua"))`, { stdout: "42\n" }, { files: beside }],
  ["exits", "os.exit(3)", { status: "error", exitCode: 3 }],
  ["fails", `error("no")`, { status: "error", exitCode: 1, error: "RuntimeError", stderr: "main.lua:1: no\n" }],
  ["is no Lua", "x x", { status: "error", exitCode: 1, error: "SyntaxError" }],
  ["never ends", "while true do end", { status: "timeout", exitCode: null }, { timeoutMs: 200 }],
  ["catches all", "while true do pcall(error) end", { status: "timeout" }, { timeoutMs: 200 }],
  ["takes too much", `local t = {} while true do t[#t + 1] = ("x"):rep(1e6) .. #t end`, { status: "memory_limit" }],
  ["says too much", `while true do print("x") end`, { status: "output_limit", exitCode: null }],
  ["leaves something behind", `LEFT = 1; io.open("left", "w"):close()`, {}],
  ["looks for what was left", `print(LEFT, io.open("left"))`, { stdout: /^nil\tnil\t/ }],
  ["reaches for the system", `print(os.execute("id"))`, { status: "error", exitCode: null }]
]

describe("the engine that CONTRIBUTING.md begins with", () => {
  layer(EngineSandbox.layer({ engines: [folder], interpreters: 1 }), {
    excludeTestServices: true,
    timeout: 60_000
  })((it) => {
    it.effect.each(rows)("keeps its promises to a program that %s", ([name, code, expected, options = {}]) =>
      Effect.gen(function* () {
        const result = yield* run(code, { language: "example", memoryBytes: 64 << 20, ...options })
        check({ name, language: "example", code, expected, ...options }, result)
      })
    )
  })

  it("has less than 150 lines", () => {
    const lines = readFileSync(new URL("src/ExampleEngine.ts", source), "utf8").split("\n").length
    assert.isBelow(lines, 150)
  })
})
