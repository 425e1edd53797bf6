import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { CurrentFairnessKey } from "@glissade/core/Caller"
import { Sandbox } from "@glissade/core/Sandbox"
import type { SandboxEvent } from "@glissade/core/Sandbox"
import { encodeInput, FrameReader, header, inputKind, Kind, programKind } from "@glissade/engine/host/Frame"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { engineNamed, packageOf } from "@glissade/test-kit/Engines"
import { execution } from "@glissade/testing/Fixtures"
import type * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { serialize } from "node:v8"
import { hostCommand, resolvePrograms } from "../../src/process/HostCommand.ts"

const runtime = ManagedRuntime.make(
  EngineSandbox.layer({ engines: [packageOf("lua"), packageOf("javascript")], interpreters: 2 })
)
beforeAll(() => runtime.context())
afterAll(() => runtime.dispose())
const layer = Layer.effectContext(runtime.contextEffect)

const greets = execution(`io.write("Name? ") print("Hello, " .. io.read())`, { language: "lua" })

/** Runs a program; `opened` completes when it waits for input. */
const typing = (program: typeof greets, caller = "somebody") =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox
    const typed = yield* Queue.unbounded<string, Cause.Done>()
    const waits = yield* Deferred.make<void>()
    const seen: Array<SandboxEvent> = []
    const run = yield* sandbox.run(program, Stream.fromQueue(typed)).pipe(
      Stream.runForEach((event) => {
        seen.push(event)
        return event.type === "waiting" ? Deferred.succeed(waits, undefined) : Effect.void
      }),
      Effect.provideService(CurrentFairnessKey, { caller, connection: caller }),
      Effect.forkChild
    )
    const result = Effect.map(Fiber.join(run), () => {
      const last = seen.at(-1)
      return last?.type === "finished" ? last.result : assert.fail("no result")
    })
    return { type: (text: string) => Queue.offer(typed, text), waits: Deferred.await(waits), seen, result }
  })

describe("input that is typed while programs run", () => {
  it.live("lets half of the interpreters wait, and the others go on", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const first = yield* typing(greets, "one")
      yield* first.waits
      const second = yield* typing(greets, "two")
      yield* second.type("Bob\n")
      const plain = execution("print(1)", { language: "lua" })
      for (let runs = 0; runs < 3; runs++) yield* Stream.runDrain(sandbox.run(plain))
      assert.deepStrictEqual(second.seen, [])
      yield* first.type("Ada\n")
      assert.strictEqual((yield* first.result).stdout, "Name? Hello, Ada\n")
      assert.strictEqual((yield* second.result).stdout, "Name? Hello, Bob\n")
    }).pipe(Effect.provide(layer))
  )

  it.live("stops a program that loops afterwards at its limit, in which the wait is not counted", () =>
    Effect.gen(function* () {
      const limits = { timeoutMs: 400, memoryBytes: 64 << 20, outputBytes: 1_024 }
      const { result, type, waits } = yield* typing(
        execution(`print(io.read()) while true do end`, { language: "lua", limits })
      )
      yield* waits
      yield* Effect.sleep(500)
      yield* type("go\n")
      const { durationMs, status, stdout } = yield* result
      assert.strictEqual(status, "timeout")
      assert.strictEqual(stdout, "go\n")
      assert.isAtLeast(durationMs, 400)
    }).pipe(Effect.provide(layer))
  )

  it.live("is not waited for where the engine is given none", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const last = yield* Stream.runLast(sandbox.run(greets))
      assert.strictEqual(last._tag === "Some" && last.value.type === "finished" && last.value.result.status, "error")
    }).pipe(Effect.provide(layer))
  )
})

it.live("a single interpreter waits for nobody", () =>
  Effect.gen(function* () {
    const { sandbox } = yield* EngineSandbox.make({ engines: [packageOf("lua")], interpreters: 1 })
    assert.deepStrictEqual(
      sandbox.runtimes.map(({ interactiveInput }) => interactiveInput),
      [undefined]
    )
    const last = yield* Stream.runLast(sandbox.run(greets, Stream.never))
    assert.strictEqual(last._tag === "Some" && last.value.type === "finished" && last.value.result.status, "error")
  }).pipe(Effect.scoped)
)

it("a host process drops input for another run than its own", async () => {
  const { args, file } = hostCommand(engineNamed("lua"), resolvePrograms())
  const child = spawn(file, args, { env: {}, cwd: "/", stdio: ["pipe", "ignore", "inherit", "pipe"] })
  const reader = new FrameReader()
  const printed: Array<string> = []
  let onWait = () => {}
  const ended = [0, 1].map(() => {
    let resolve = () => {}
    const promise = new Promise<void>((done) => (resolve = done))
    return { promise, resolve }
  })
  let ends = 0
  child.stdio[3]!.on("data", (piece: Buffer) => {
    for (const { body, kind } of reader.push(piece)) {
      if (kind === Kind.stdout) printed.push(Buffer.from(body).toString())
      if (kind === Kind.waiting) onWait()
      if (kind === Kind.reset) ended[ends++]!.resolve()
    }
  })
  const send = (kind: number, body: Uint8Array) => child.stdin!.write(Buffer.concat([header(kind, body.length), body]))
  const type = (run: number, data: string) =>
    send(inputKind, encodeInput(run, { bytes: Buffer.from(data), isEnd: false, isOver: false }))
  const program = (run: number) => ({
    run,
    isInteractive: true,
    language: "lua",
    args: [],
    files: [],
    stdin: new Uint8Array(0),
    code: "print(io.read())",
    limits: { timeoutMs: 20_000, memoryBytes: 64 << 20, outputBytes: 1_024 }
  })
  onWait = () => {
    type(6, "of another run\n")
    type(7, "of its own\n")
    type(7, "too late\n")
  }
  send(programKind, serialize(program(7)))
  await ended[0]!.promise
  onWait = () => type(8, "of the next\n")
  send(programKind, serialize(program(8)))
  await ended[1]!.promise
  assert.deepStrictEqual(printed, ["of its own\n", "of the next\n"])
  child.stdin!.end()
  await once(child, "exit")
})
