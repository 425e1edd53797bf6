import { engineNamed, packageOf } from "@glissade/test-kit/Engines"
import { assert, it, layer } from "@effect/vitest"
import { Sandbox } from "@glissade/core/Sandbox"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { hostCommand, resolvePrograms } from "../../src/process/HostCommand.ts"
import { imageKey } from "../../src/registry/MemoryImage.ts"
import * as Pool from "../../src/pool/Pool.ts"
import { execution, run } from "@glissade/test-kit/Programs"

const isRunning = (pid: number): boolean => existsSync(`/proc/${pid}`)

const until = (condition: () => boolean, withinMs = 20_000) =>
  Effect.gen(function* () {
    for (let waited = 0; !condition(); waited += 10) {
      if (waited > withinMs) return yield* Effect.die("it did not come about")
      yield* Effect.sleep(10)
    }
  })

/** The sandbox and its process ids, for a test of their own. */
const withSandbox = <A, E>(
  options: EngineSandbox.EngineSandboxOptions,
  use: (inside: Effect.Success<ReturnType<typeof EngineSandbox.make>>) => Effect.Effect<A, E, Sandbox>
) =>
  Effect.scoped(
    Effect.flatMap(EngineSandbox.make({ engines: ["@glissade/engine-python"], ...options }), (inside) =>
      Effect.provideService(use(inside), Sandbox, inside.sandbox)
    )
  )

layer(EngineSandbox.layer({ engines: ["@glissade/engine-python"] }), { excludeTestServices: true, timeout: 60_000 })(
  "a pool of two interpreters",
  (it) => {
    it.effect("runs a program while another one takes its time", () =>
      Effect.gen(function* () {
        const slow = yield* Effect.forkChild(run("import time; time.sleep(50)", { timeoutMs: 60_000 }))
        yield* Effect.sleep(50)
        assert.strictEqual((yield* run("print('quick')")).stdout, "quick\n")
        assert.isUndefined(slow.pollUnsafe())
        yield* Fiber.interrupt(slow)
      })
    )

    it.effect("gives interpreters out in the order in which they were asked for", () =>
      Effect.gen(function* () {
        const order: Array<number> = []
        const program = "import time; time.sleep(0.1)"
        yield* Effect.forEach(
          [0, 1, 2, 3, 4, 5],
          (index) =>
            Effect.andThen(
              Effect.sleep(index * 5),
              Effect.tap(run(program), () => Effect.sync(() => order.push(index)))
            ),
          { concurrency: "unbounded" }
        )
        assert.deepStrictEqual(order.toSorted(), [0, 1, 2, 3, 4, 5])
        for (const index of [2, 3, 4, 5]) assert.isAtLeast(order.indexOf(index), index - 1)
      })
    )

    it.effect("lets go of a caller who waited too long, and goes on", () =>
      Effect.gen(function* () {
        const busy = yield* Effect.forEach([1, 2], () => Effect.forkChild(run("import time; time.sleep(1)")))
        yield* Effect.sleep(100)
        assert.isTrue(Option.isNone(yield* Effect.timeoutOption(run("print('never')"), 100)))
        yield* Effect.forEach(busy, Fiber.join)
        assert.strictEqual((yield* run("print('next')")).stdout, "next\n")
      })
    )

    it.effect("says that it does not run a language that it has no engine for", () =>
      Effect.gen(function* () {
        const result = yield* Effect.result(run("x", { language: "cobol" }))
        assert.isTrue(Result.isFailure(result))
        if (Result.isFailure(result)) assert.strictEqual(result.failure.reason, "unsupported")
      })
    )
  }
)

it.live("an interrupted run is killed and its interpreter replaced", () =>
  withSandbox({ interpreters: 1 }, ({ pids, sandbox }) =>
    Effect.gen(function* () {
      yield* run("print(1)")
      const [before] = pids()
      const seen: Array<string> = []
      const fiber = yield* sandbox.run(execution("print('a')\nwhile True: pass")).pipe(
        Stream.runForEach((event) => Effect.sync(() => seen.push(event.type))),
        Effect.forkChild
      )
      yield* until(() => seen.includes("output"))
      yield* Fiber.interrupt(fiber)
      yield* until(() => !isRunning(before!))
      assert.strictEqual((yield* run("print(2)")).stdout, "2\n")
      assert.notInclude(pids(), before)
    })
  )
)

it.live("a process that is killed from outside is a fault of the system, and is replaced", () =>
  withSandbox({ interpreters: 1 }, ({ pids }) =>
    Effect.gen(function* () {
      yield* run("print(1)")
      const fiber = yield* Effect.forkChild(Effect.result(run("import time; time.sleep(9)")))
      yield* Effect.sleep(200)
      process.kill(pids()[0]!, "SIGKILL")
      const result = yield* Fiber.join(fiber)
      assert.isTrue(Result.isFailure(result))
      if (Result.isFailure(result)) assert.strictEqual(result.failure.reason, "killed")
      assert.strictEqual((yield* run("print(2)")).stdout, "2\n")
    })
  )
)

it.live("an interpreter that dies while it is idle is replaced before the next run", () =>
  withSandbox({ interpreters: 1 }, ({ pids }) =>
    Effect.gen(function* () {
      yield* run("print(1)")
      const [before] = pids()
      process.kill(before!, "SIGKILL")
      yield* until(() => !pids().includes(before!))
      assert.strictEqual((yield* run("print(2)")).stdout, "2\n")
    })
  )
)

it.live("after an interpreter was lost there is a spare beside its replacement, for a while", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const { pids, take } = yield* Pool.make({
        engine: "javascript",
        command: Effect.succeed(hostCommand(engineNamed("javascript"), resolvePrograms())),
        interpreters: 2,
        // Longer than a boot takes on a machine that has much else to do.
        spareMs: 4_000
      })
      yield* Effect.scoped(take)
      yield* until(() => pids().length === 2)
      yield* Effect.scoped(
        Effect.gen(function* () {
          const { gone, kill } = yield* take
          yield* kill
          yield* gone
        })
      )
      yield* until(() => pids().length === 3)
      yield* until(() => pids().length === 2)
      yield* Effect.scoped(take)
      assert.strictEqual(pids().length, 2)
    })
  )
)

it.live("no process outlives the sandbox", () =>
  Effect.gen(function* () {
    const left = yield* withSandbox({}, ({ pids }) =>
      Effect.gen(function* () {
        yield* run("print(1)")
        yield* until(() => pids().length === 2)
        yield* Effect.forkChild(run("while True: pass"))
        yield* Effect.sleep(100)
        return pids()
      })
    )
    assert.strictEqual(left.length, 2)
    assert.deepStrictEqual(left.filter(isRunning), [])
  })
)

it.live("no process outlives a parent that was killed, not even one that runs a program", () =>
  Effect.gen(function* () {
    const parent = fileURLToPath(new URL("./ParentProcess.ts", import.meta.url))
    const child = spawn(process.execPath, ["--conditions=@glissade/source", parent], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    let text = ""
    child.stdout.on("data", (piece) => (text += piece))
    yield* until(() => text.includes("\n"), 20_000)
    const pids = JSON.parse(text) as Array<number>
    assert.isAbove(pids.length, 0)
    child.kill("SIGKILL")
    yield* until(() => !pids.some(isRunning))
  })
)

/** What is logged of an interpreter that refuses its image. */
const refusalOf = (image: Uint8Array) =>
  Effect.gen(function* () {
    const cacheFolder = mkdtempSync(join(tmpdir(), "glissade-"))
    writeFileSync(join(cacheFolder, `python-${imageKey(engineNamed("python")).slice(0, 16)}.img`), image)
    const logged: Array<string> = []
    const logger = Logger.make(({ message }) => void logged.push(JSON.stringify(message)))
    const result = yield* withSandbox({ cacheFolder, interpreters: 1 }, () => Effect.result(run("print(1)"))).pipe(
      Effect.provide(Logger.layer([logger]))
    )
    assert.isTrue(Result.isFailure(result))
    if (Result.isFailure(result)) assert.strictEqual(result.failure.reason, "boot")
    return logged.join("")
  })

it.live("an image of another build is refused, and the log says why", () =>
  Effect.gen(function* () {
    assert.include(yield* refusalOf(Buffer.alloc(1_000)), "is not an image of this build of the Python engine")
  })
)

it.live("an image that was changed by a byte is refused, and the log says why", () =>
  Effect.gen(function* () {
    const [path] = yield* EngineSandbox.makeImages({ engines: [packageOf("python")] })
    const bytes = readFileSync(path!)
    bytes[bytes.lastIndexOf("division by zero")]! += 1
    assert.include(yield* refusalOf(bytes), "is not an image of this build of the Python engine")
  })
)
