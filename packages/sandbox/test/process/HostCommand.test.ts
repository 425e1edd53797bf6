import { afterAll, assert, describe, it } from "@effect/vitest"
import type { EngineName } from "@glissade/test-kit/Engines"
import { engineNamed, installedEngines } from "@glissade/test-kit/Engines"
import { execution } from "@glissade/test-kit/Programs"
import { defaultHeapMegabytes } from "@glissade/engine/Manifest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Pool from "../../src/pool/Pool.ts"
import type { HostCommand } from "../../src/process/HostCommand.ts"
import { hostCommand, resolvePrograms } from "../../src/process/HostCommand.ts"
import { run } from "../../src/process/RunProgram.ts"

const folder = mkdtempSync(join(tmpdir(), "glissade-"))
afterAll(() => rmSync(folder, { recursive: true }))

interface Growing {
  readonly engine: EngineName
  readonly what: string
  readonly code: string
  /** Collections of all garbage, those of the boot among them: several times fewer than with a heap of 256 MiB. */
  readonly most: number
}

const growing: ReadonlyArray<Growing> = [
  { engine: "ruby", what: "texts", code: `a = []\n600_000.times { a << "x" * 40 }\nputs a.size`, most: 200 },
  {
    engine: "ruby",
    what: "recursion through blocks",
    code: `fib = Hash.new { |h, k| h[k] = k < 2 ? k : h[k - 1] + h[k - 2] }\nputs fib[500].digits.size`,
    most: 60
  },
  {
    engine: "javascript",
    what: "objects",
    code: `const all = []\nfor (let i = 0; i < 1e6; i++) all.push({ id: i, name: "n" + i, tags: [i] })\nconsole.log(all.length)`,
    most: 400
  }
]

/** The same, with V8's words on each collection of garbage in a file. */
const traced = ({ args, file, readable }: HostCommand, path: string): HostCommand => ({
  file: "/bin/sh",
  args: ["-c", `exec "$0" --trace-gc "$@" > '${path}'`, file, ...args],
  readable
})

describe.each(installedEngines)("the command of a host process: %s", (name) => {
  it("bounds JavaScript's heap, as the manifest says", () => {
    const engine = engineNamed(name)
    const { args } = hostCommand(engine, resolvePrograms())
    assert.include(args, `--max-old-space-size=${engine.manifest.heapMegabytes ?? defaultHeapMegabytes}`)
  })
})

// V8 collects all garbage when memory outside of its heap has grown by half of the heap's maximum.
describe("memory that grows in small steps is not slowed down by V8's garbage collector", () => {
  it.live.each(growing.filter(({ engine }) => installedEngines.includes(engine)))("$engine: $what", (program) =>
    Effect.gen(function* () {
      const engine = engineNamed(program.engine)
      const path = join(folder, `${program.engine} ${program.what}`)
      const command = Effect.succeed(traced(hostCommand(engine, resolvePrograms()), path))
      const pool = yield* Pool.make({ engine: engine.name, command, interpreters: 1 })
      const options = { language: program.engine, timeoutMs: 60_000 }
      const events = yield* Stream.runCollect(run(pool, engine.runtimes[0]!, execution(program.code, options)))
      const last = events.at(-1)
      assert.strictEqual(last?.type === "finished" && last.result.status, "success")
      const collections = readFileSync(path, "utf8").match(/Mark-Compact/g)?.length ?? 0
      assert.isBelow(collections, program.most)
      assert.isAbove(collections, 0)
    }).pipe(Effect.scoped)
  )
})
