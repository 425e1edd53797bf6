import { assert, describe, it } from "@effect/vitest"
import * as NativeSandbox from "@glissade/containers/NativeSandbox"
import { RunnerAnswer, runnerProtocol } from "@glissade/containers/RunnerProtocol"
import { NativeRuntimes } from "@glissade/core/NativeRuntimes"
import { CurrentFairnessKey } from "@glissade/core/Caller"
import { layerMemory, Sandbox } from "@glissade/core/Sandbox"
import { execution, result, runtimes } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { hasRunsc, privateKey, testRunner } from "./TestRunner.ts"

const below = layerMemory(runtimes, () =>
  Stream.make({ type: "started" as const }, { type: "finished" as const, result: result("from below") })
)

const bash = execution("echo native", { language: "bash", runtime: "native" })

const outputOf = Effect.fnUntraced(function* (program: typeof bash) {
  const last = (yield* Stream.runCollect((yield* Sandbox).run(program))).at(-1)
  return last?.type === "finished" ? last.result.stdout : undefined
})

const languages = Effect.map(NativeRuntimes, (native) => {
  const host = native()
  return host?.isKnown ? host.runtimes.map(({ language }) => language) : undefined
})

/** Lets what the network has to tell be heard. */
const heard = Effect.promise(() => new Promise<void>((resolve) => void setTimeout(resolve)))

describe("a sandbox whose runner does not come", () => {
  it.effect("tells so once a start would be over, and no longer when it comes", () =>
    Effect.gen(function* () {
      const folder = mkdtempSync(join(tmpdir(), "glissade-native-"))
      yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(folder, { recursive: true })))
      const socketPath = join(folder, "socket")
      const context = yield* Layer.build(Layer.provide(NativeSandbox.layer({ socketPath, privateKey }), below))
      const host = Effect.map(NativeRuntimes, (native) => native()!).pipe(Effect.provide(context))
      yield* Effect.andThen(TestClock.adjust(5_000), heard)
      assert.deepInclude(yield* host, { isKnown: false, isAway: false })
      while (!(yield* host).isAway) yield* Effect.andThen(TestClock.adjust(1_000), heard)
      assert.isFalse((yield* host).isKnown)
      const hello = {
        type: "hello",
        protocol: runnerProtocol,
        runner: "one",
        isolation: "none",
        runtimes: [],
        maximumRuns: 1,
        examples: {}
      } as const
      const line = `${Schema.encodeSync(Schema.fromJsonString(RunnerAnswer))(hello)}\n`
      const server = createServer((socket) => void socket.end(line)).listen(socketPath)
      yield* Effect.addFinalizer(() => Effect.sync(() => server.close()))
      while ((yield* host).isAway) yield* Effect.andThen(TestClock.adjust(1_000), heard)
      assert.isTrue((yield* host).isKnown)
      // It ends again, and nobody runs anything.
      server.close()
      while (!(yield* host).isAway) yield* Effect.andThen(TestClock.adjust(1_000), heard)
      assert.isTrue((yield* host).isKnown)
    })
  )
})

describe.skipIf(!hasRunsc)("a sandbox with native programs", () => {
  it.live(
    "runs them on the runner and all others below, and waits for a runner that comes later or is started again",
    () =>
      Effect.gen(function* () {
        const folder = mkdtempSync(join(tmpdir(), "glissade-native-"))
        yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(folder, { recursive: true })))
        const socketPath = join(folder, "socket")
        const context = yield* Layer.build(Layer.provide(NativeSandbox.layer({ socketPath, privateKey }), below))
        yield* Effect.gen(function* () {
          assert.isUndefined(yield* languages)
          for (let round = 0; round < 2; round++) {
            const early = yield* Effect.forkChild(outputOf(bash), { startImmediately: true })
            const scope = yield* Scope.make()
            yield* Effect.provideService(testRunner(["bash"], socketPath), Scope.Scope, scope)
            assert.strictEqual(yield* Fiber.join(early), "native\n")
            assert.deepStrictEqual(yield* languages, ["bash"])
            const { booting } = yield* Sandbox
            assert.isUndefined(booting?.(bash))
            assert.isDefined(booting?.(execution("", { runtime: "native" })))
            assert.strictEqual(yield* outputOf(execution("")), "from below")
            const [example] = (yield* NativeRuntimes)()!.examples("bash")
            assert.include(example!.code, "echo")
            yield* Scope.close(scope, Exit.void)
            assert.strictEqual((yield* Effect.flip(outputOf(bash))).reason, "crashed")
            assert.deepStrictEqual(yield* languages, ["bash"])
          }
        }).pipe(Effect.provide(context))
      }).pipe(Effect.scoped),
    60_000
  )

  it.live(
    "shares the runner's places out between callers, whoever asked for more",
    () =>
      Effect.gen(function* () {
        const socketPath = yield* testRunner(["bash"], undefined, 1)
        const context = yield* Layer.build(Layer.provide(NativeSandbox.layer({ socketPath, privateKey }), below))
        const order: Array<string> = []
        const runAs = (caller: string) =>
          Effect.tap(outputOf(bash), () => Effect.sync(() => order.push(caller))).pipe(
            Effect.provideService(CurrentFairnessKey, { caller, connection: "" })
          )
        yield* Effect.gen(function* () {
          const fibers = []
          for (const caller of ["greedy", "greedy", "greedy", "modest"])
            fibers.push(yield* Effect.forkChild(runAs(caller), { startImmediately: true }))
          yield* Fiber.joinAll(fibers)
        }).pipe(Effect.provide(context))
        // The one waits for a single run of the other, once it has come.
        assert.deepStrictEqual(order, ["greedy", "greedy", "modest", "greedy"])
      }).pipe(Effect.scoped),
    60_000
  )
})
