import { assert, beforeAll, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { Bench } from "./support.ts"
import type { Request } from "./support.ts"

/** A program that prints the same here and in Node. */
export type SameProgram = string | ({ readonly code: string } & Pick<Request, "args" | "files" | "language" | "stdin">)

interface Printed {
  readonly stdout: string
  readonly exitCode: number | null
}

/** Runs a program with the Node that runs the tests, in a folder of its own. */
const inNode = async ({
  args = [],
  code,
  files = {},
  language,
  stdin = ""
}: Exclude<SameProgram, string>): Promise<Printed> => {
  const folder = mkdtempSync(join(tmpdir(), "glissade-same-"))
  const main = language === "typescript" ? "main.ts" : "main.js"
  for (const [name, text] of Object.entries({ ...files, [main]: code })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ["--no-warnings", main, ...args], { cwd: folder, env: { TZ: "UTC" } })
      let stdout = ""
      child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
      child.stderr.resume()
      child.stdin.on("error", () => undefined).end(stdin)
      child.on("error", reject)
      child.on("close", (exitCode) => resolve({ stdout: stdout.replaceAll(folder, "/home/user"), exitCode }))
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Each program prints here what it prints in Node, and ends with the same exit code. */
export const sameAsNode = (what: string, programs: ReadonlyArray<SameProgram>): void => {
  describe.concurrent(`${what}, as in Node:`, () => {
    let bench: Bench
    beforeAll(async () => {
      bench = await Bench.start()
    })
    const full = programs.map((program) => (typeof program === "string" ? { code: program } : program))
    it.each(full)("$code", async (program) => {
      const expected = await inNode(program)
      const { exitCode, stderr, stdout } = bench.run(program.code, program)
      assert.deepStrictEqual({ stdout, exitCode }, expected, stderr)
    })
  })
}
