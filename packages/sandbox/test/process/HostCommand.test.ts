import { assert, describe, it } from "@effect/vitest"
import type { EngineName } from "@glissade/test-kit/Engines"
import { engineNamed, installedEngines, packageOf } from "@glissade/test-kit/Engines"
import { run } from "@glissade/test-kit/Programs"
import { defaultHeapMegabytes } from "@glissade/engine/Manifest"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { hostCommand, resolvePrograms } from "../../src/process/HostCommand.ts"

interface Growing {
  readonly engine: EngineName
  readonly what: string
  /** Prints how long the work takes while memory grows for it, in a unit that a busy machine stretches as well. */
  readonly code: string
  /** With V8 collecting at each step of growth it is twice as much, or more. */
  readonly most: number
}

const ruby = `def time
  start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
  yield
  Process.clock_gettime(Process::CLOCK_MONOTONIC) - start
end
`

const growing: ReadonlyArray<Growing> = [
  {
    engine: "ruby",
    what: "texts, against the same again in memory that is there",
    code: `${ruby}work = -> { Array.new(300_000) { "x" * 40 } }\nputs time(&work) / [time(&work), time(&work)].min`,
    most: 6
  },
  {
    engine: "ruby",
    what: "recursion through blocks, against adding up",
    code: `${ruby}fib = Hash.new { |h, k| h[k] = k < 2 ? k : h[k - 1] + h[k - 2] }
puts time { fib[400] } / time { (1..1_000_000).sum { it } }`,
    most: 2
  },
  {
    engine: "javascript",
    what: "objects, against the same again in memory that is there",
    code: `const time = (work) => { const start = performance.now(); work(); return performance.now() - start }
const work = () => { const all = []; for (let i = 0; i < 1e6; i++) all.push({ id: i, name: "n" + i, tags: [i] }) }
console.log(time(work) / Math.min(time(work), time(work)))`,
    most: 7
  }
]

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
      const result = yield* run(program.code, { language: program.engine, timeoutMs: 25_000 })
      assert.deepInclude(result, { status: "success", stderr: "" })
      assert.isBelow(Number(result.stdout), program.most)
    }).pipe(Effect.provide(EngineSandbox.layer({ engines: [packageOf(program.engine)], interpreters: 1 })))
  )
})
