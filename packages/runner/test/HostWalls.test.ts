import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Sandbox } from "@glissade/core/Sandbox"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { descendantsOf } from "@glissade/test-kit/ProcessTree"
import { execution } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import { readdirSync, readFileSync } from "node:fs"
import { kinds, layerRemote } from "./TestRunner.ts"

const limits = { timeoutMs: 3_000, memoryBytes: 256 << 20, outputBytes: 20_000 }

/** Processes of the machine, with what each was started as. */
const processes = (): ReadonlyMap<number, string> =>
  new Map(
    readdirSync("/proc")
      .map(Number)
      .filter((pid) => pid > 0)
      .flatMap((pid) => {
        try {
          return [[pid, readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")] as const]
        } catch {
          return []
        }
      })
  )

/** How many processes this one has started, containers' among them. */
const started = (): number => descendantsOf(process.pid).length

/** Who a process belongs to; nothing where it has ended. */
const userOf = (pid: number): string | undefined => {
  try {
    return /^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
  } catch {
    return undefined
  }
}

const until = Effect.fnUntraced(function* (holds: () => boolean) {
  while (!holds()) yield* Effect.sleep(50)
})

for (const { isHere, kind } of kinds)
  describe.skipIf(!isHere)(`the machine, around a container of ${kind}`, () => {
    const runtime = ManagedRuntime.make(layerRemote(["python", "bash"], kind))
    beforeAll(() => runtime.context())
    afterAll(() => runtime.dispose())

    const run = Effect.fnUntraced(function* (code: string, language = "python") {
      const sandbox = yield* Sandbox
      const events = yield* Stream.runCollect(sandbox.run(execution(code, { language, limits })))
      return (events.at(-1) as { readonly result: ExecutionResult }).result
    })

    const test = (title: string, body: Effect.Effect<void, unknown, Sandbox>) =>
      it(title, () => runtime.runPromise(body), 60_000)

    test(
      "has few processes more while a program forks without end, and none of them after it",
      Effect.gen(function* () {
        // Both languages have what waits.
        yield* run("pass")
        yield* Effect.sleep(1_000)
        const before = started()
        const bomb = yield* Effect.forkChild(
          run(
            "import os, time\nwhile True:\n    try:\n        if os.fork() == 0: time.sleep(60)\n    except OSError: pass"
          )
        )
        let most = before
        while (bomb.pollUnsafe() === undefined) {
          most = Math.max(most, started())
          yield* Effect.sleep(20)
        }
        // 256 of the container, and those of containers that are made meanwhile.
        assert.isBelow(most - before, 300)
        yield* until(() => started() <= before + 20)
      })
    )

    test(
      "keeps no process of a program that left its session, its parent and its output",
      Effect.gen(function* () {
        const { status } = yield* run("(setsid sleep 86399.5 </dev/null >/dev/null 2>&1 &) ; echo left", "bash")
        assert.strictEqual(status, "success")
        yield* until(() => ![...processes().values()].some((line) => line.includes("86399.5")))
      })
    )

    test(
      "keeps the processes of a program beside one that ends all that it can",
      Effect.gen(function* () {
        const beside = yield* Effect.forkChild(run("sleep 1.5; echo there", "bash"))
        yield* Effect.sleep(300)
        const own = process.pid
        yield* run(
          `import os\nfor pid in (${own}, *range(2, 5_000), -1):\n    try: os.kill(pid, 9)\n    except OSError: pass`
        )
        assert.strictEqual((yield* Fiber.join(beside)).stdout, "there\n")
      })
    )
  })

const bubblewrap = kinds.find(({ kind }) => kind === "bubblewrap")!

describe.skipIf(!bubblewrap.isHere)("containers of bubblewrap", () => {
  const runtime = ManagedRuntime.make(layerRemote(["bash"], "bubblewrap"))
  beforeAll(() => runtime.context())
  afterAll(() => runtime.dispose())

  it("belong to a user of their own each, outside too", async () => {
    const long = { ...limits, timeoutMs: 60_000 }
    const usersOf = (marker: RegExp) =>
      [...processes()].filter(([, line]) => marker.test(line)).flatMap(([pid]) => userOf(pid) ?? [])
    await runtime.runPromise(
      Effect.gen(function* () {
        const { run } = yield* Sandbox
        const sleep = (time: string) =>
          Effect.forkChild(Stream.runDrain(run(execution(`sleep ${time}`, { language: "bash", limits: long }))))
        const fibers = [yield* sleep("50.0625"), yield* sleep("50.125")]
        yield* until(() => usersOf(/^sleep 50.0625/).length > 0 && usersOf(/^sleep 50.125/).length > 0)
        const [one, other] = [usersOf(/^sleep 50.0625/)[0]!, usersOf(/^sleep 50.125/)[0]!]
        assert.notStrictEqual(one, other)
        for (const user of [one, other]) assert.isAtLeast(Number(user), 1_879_048_192)
        // Nor is what made them root's, once it is bubblewrap: before, it is a shell of root's for a moment.
        for (const user of usersOf(/^\/usr\/bin\/bwrap .*supervisor/)) assert.notStrictEqual(user, "0")
        yield* Fiber.interruptAll(fibers)
      })
    )
  }, 60_000)
})
