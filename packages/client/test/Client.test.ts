import { assert, describe, it } from "@effect/vitest"
import type { Execution, RunEvent } from "@glissade/client/Client"
import { Client } from "@glissade/client/Client"
import { OpenRuns } from "@glissade/client/OpenRuns"
import { typeInto } from "@glissade/client/TypedInput"
import { result } from "@glissade/testing/Fixtures"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { createServer } from "node:net"
import { behaviours, echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"

const makeClient = (apiUrl: string, webSocketUrl?: string | null) =>
  Effect.acquireRelease(
    Effect.sync(() => new Client({ apiUrl, ...(webSocketUrl === undefined ? {} : { webSocketUrl }) })),
    (client) => Effect.sync(() => client.close())
  )

const outcome = (execution: Execution) => Effect.promise(() => execution.outcome)

const events = (execution: Execution) =>
  Effect.promise(async () => {
    const seen: Array<RunEvent> = []
    for await (const event of execution) seen.push(event)
    return seen
  })

const untilRunning = (execution: Execution) =>
  Effect.promise(async () => {
    for await (const event of execution) if (event.type === "phase" && event.phase === "running") break
  })

/** Has the server run a program that starts at once and ends when `finish` succeeds; `runs` counts its runs. */
const endsWhenTold = Effect.fnUntraced(function* (code: string) {
  const finish = yield* Deferred.make<void>()
  let runs = 0
  behaviours[code] = () => {
    runs++
    return Stream.concat(
      Stream.make({ type: "started" } as const),
      Stream.fromEffect(Effect.as(Deferred.await(finish), { type: "finished", result: result("done") } as const))
    )
  }
  return { finish, runs: () => runs }
})

/** What a page keeps its open runs in. */
const makeStorage = () => {
  const storage = {
    kept: null as string | null,
    read: () => storage.kept,
    write: (text: string) => {
      storage.kept = text
    }
  }
  return storage
}

const withServer = <A, E>(test: Effect.Effect<A, E, TestServer | Scope.Scope>) =>
  test.pipe(Effect.scoped, Effect.provide(layerServer(echo)))

describe("a client of a real server", () => {
  it.live("runs a program over the WebSocket: phases, output, one outcome", () =>
    withServer(
      Effect.gen(function* () {
        const client = yield* makeClient((yield* TestServer).url)
        const execution = client.execute({ code: "hello" })
        const seen = yield* events(execution)
        assert.deepStrictEqual(
          seen
            .map((event) => (event.type === "phase" ? event.phase : event.type === "output" ? event.data : event.type))
            .filter((word) => word !== "queued"),
          ["waiting", "submitting", "running", "hello"]
        )
        assert.deepStrictEqual(yield* outcome(execution), { type: "result", route: "live", result: result("hello") })
        assert.deepStrictEqual(client.status, { phase: "ready", route: "live" })
      })
    )
  )

  it.live("types into a run, before it starts and while it waits", () =>
    withServer(
      Effect.gen(function* () {
        behaviours.asks = (input = Stream.empty) =>
          Stream.make({ type: "started" }, { type: "waiting" } as const).pipe(
            Stream.concat(
              Stream.flatMap(input, (data) =>
                Stream.make(
                  { type: "output", stream: "stdout", data: `[${data}]` } as const,
                  {
                    type: "waiting"
                  } as const
                )
              )
            ),
            Stream.concat(Stream.make({ type: "finished", result: result("") } as const))
          )
        const client = yield* makeClient((yield* TestServer).url)
        const execution = client.execute({ code: "asks", input: "stream", limits: { timeoutMs: 1_000 } })
        const type = typeInto(execution)
        type("early\n")
        const printed: Array<string> = []
        yield* Effect.promise(async () => {
          for await (const event of execution) {
            if (event.type === "output") printed.push(event.data)
            if (event.type !== "waiting") continue
            const text = printed.join("")
            if (text === "[early\n]") type(`\u0001${"😀".repeat(700)}`)
            else if (text.length > 1_400) type("", true)
          }
        })
        assert.strictEqual(printed.join("").replaceAll(/[[\]]/g, ""), `early\n\u0001${"😀".repeat(700)}`)
        assert.strictEqual((yield* outcome(execution)).type, "result")
      })
    )
  )

  it.live("goes on with a run that it typed into after a reload, and types nothing twice", () =>
    withServer(
      Effect.gen(function* () {
        const given: Array<string> = []
        behaviours.reloads = (input = Stream.empty) =>
          Stream.make({ type: "started" } as const).pipe(
            Stream.concat(Stream.drain(Stream.tap(input, (data) => Effect.sync(() => given.push(data))))),
            Stream.concat(Stream.make({ type: "finished", result: result("") } as const))
          )
        const { url } = yield* TestServer
        const storage = makeStorage()
        const openRuns = () => new OpenRuns({ storage, claim: () => Promise.resolve(true) })
        const before = new Client({ apiUrl: url, openRuns: openRuns() })
        const first = before.execute({ code: "reloads", input: "stream" })
        typeInto(first)("one\n")
        yield* untilRunning(first)
        yield* Effect.repeat(Effect.sleep(5), { until: () => given.length > 0 })
        const text = storage.kept
        // A page that is gone writes nothing more, and its run is not stopped by anybody.
        storage.write = () => {}
        storage.kept = text
        const client = new Client({ apiUrl: url, openRuns: openRuns() })
        const [second] = yield* Effect.promise(() => openRuns().resume(client))
        typeInto(second!)("two\n", true)
        assert.strictEqual((yield* outcome(second!)).type, "result")
        assert.deepStrictEqual(given, ["one\n", "two\n"])
        for (const one of [before, client]) one.close()
      })
    )
  )

  it.live("hands outcomes over in the order of the submits", () =>
    withServer(
      Effect.gen(function* () {
        const client = yield* makeClient((yield* TestServer).url)
        const order: Array<string> = []
        const runs = Array.from({ length: 8 }, (_, n) => {
          const execution = client.execute({ code: `run ${n}` })
          return execution.outcome.then((ended) =>
            order.push(ended.type === "result" ? ended.result.stdout! : ended.type)
          )
        })
        yield* Effect.promise(() => Promise.all(runs))
        assert.deepStrictEqual(
          order,
          Array.from({ length: 8 }, (_, n) => `run ${n}`)
        )
      })
    )
  )

  it.live("tells which field was refused", () =>
    withServer(
      Effect.gen(function* () {
        const client = yield* makeClient((yield* TestServer).url)
        const ended = yield* outcome(client.execute({ code: "", language: "cobol" }))
        assert.isTrue(ended.type === "failure")
        if (ended.type !== "failure") return
        assert.strictEqual(ended.failure.status, 422)
        assert.deepStrictEqual(ended.failure.issues?.[0]?.path, ["language"])
      })
    )
  )

  it.live("forgets a run that is stopped, and one whose signal is aborted", () =>
    withServer(
      Effect.gen(function* () {
        behaviours.endless = () =>
          Stream.concat(Stream.make({ type: "started" as const }), Stream.fromEffect(Effect.never))
        const client = yield* makeClient((yield* TestServer).url)
        const stopped = client.execute({ code: "endless" })
        stopped.stop()
        assert.deepStrictEqual(yield* outcome(stopped), { type: "cancelled" })
        const abort = new AbortController()
        const aborted = client.execute({ code: "endless" }, { signal: abort.signal })
        abort.abort()
        assert.deepStrictEqual(yield* outcome(aborted), { type: "cancelled" })
      })
    )
  )

  it.live("runs over HTTP when it is told to, and when nothing answers at the WebSocket's address", () =>
    withServer(
      Effect.gen(function* () {
        const { url } = yield* TestServer
        const told = yield* makeClient(url, null)
        assert.deepStrictEqual(yield* outcome(told.execute({ code: "a" })), {
          type: "result",
          route: "http",
          result: result("a")
        })
        const deaf = yield* makeClient(url, "ws://127.0.0.1:9/ws")
        const execution = deaf.execute({ code: "b" })
        const seen = yield* events(execution)
        assert.deepStrictEqual(yield* outcome(execution), { type: "result", route: "http", result: result("b") })
        assert.deepInclude(seen, { type: "output", stream: "stdout", stage: undefined, data: "b" })
      })
    )
  )

  it.live("says what is wrong with a run that is too long for HTTP where there is nothing else", () =>
    withServer(
      Effect.gen(function* () {
        const client = yield* makeClient((yield* TestServer).url, null)
        const ended = yield* outcome(client.execute({ code: "a", limits: { timeoutMs: 60_000 } }))
        assert.strictEqual(ended.type, "failure")
        if (ended.type !== "failure") return
        assert.deepInclude(ended.failure, { code: "rejected", status: 422 })
        assert.deepStrictEqual(ended.failure.issues?.[0]?.path, ["limits", "timeout_ms"])
      })
    )
  )

  it.live("says so when no route works", () =>
    Effect.gen(function* () {
      const client = yield* makeClient("http://127.0.0.1:9", null)
      const ended = yield* outcome(client.execute({ code: "a" }))
      assert.deepStrictEqual(ended, {
        type: "failure",
        failure: { code: "unreachable", message: "the server cannot be reached" }
      })
    }).pipe(Effect.scoped)
  )

  it.live("sees a run through when the server dies in the middle of it and comes back", () =>
    Effect.gen(function* () {
      const port = yield* Effect.callback<number>((resume) => {
        const probe = createServer().listen(0, "127.0.0.1", () => {
          const address = probe.address()
          probe.close(() => resume(Effect.succeed(typeof address === "object" ? address!.port : 0)))
        })
      })
      const started = yield* Deferred.make<void>()
      let runs = 0
      behaviours.survivor = () => {
        const first = ++runs === 1
        return Stream.make(
          { type: "started" as const },
          { type: "output" as const, stream: "stdout" as const, data: `run ${runs}` }
        ).pipe(
          Stream.concat(
            Stream.fromEffect(
              first
                ? Effect.andThen(Deferred.succeed(started, undefined), Effect.never)
                : Effect.succeed({ type: "finished" as const, result: result(`run ${runs}`) })
            )
          )
        )
      }
      const start = Effect.gen(function* () {
        const scope = yield* Scope.make()
        yield* Layer.build(layerServer(echo, { port })).pipe(Scope.provide(scope))
        return scope
      })
      const first = yield* start
      const client = yield* makeClient(`http://127.0.0.1:${port}`)
      const execution = client.execute({ code: "survivor", limits: { timeoutMs: 60_000 } })
      yield* Deferred.await(started)
      yield* Scope.close(first, Exit.void)
      const second = yield* start
      const ended = yield* outcome(execution)
      assert.strictEqual(ended.type, "result")
      assert.isTrue(ended.type === "result" && ended.route === "live" && ended.result.stdout === "run 2")
      yield* Scope.close(second, Exit.void)
    }).pipe(Effect.scoped)
  )

  it.live("stops a run on the server within 100 ms of the person's Stop, and goes on with the next one", () =>
    withServer(
      Effect.gen(function* () {
        const stopped = yield* Deferred.make<number>()
        behaviours.endless = () =>
          Stream.concat(
            Stream.make({ type: "started" } as const),
            Stream.fromEffect(
              Effect.onInterrupt(Effect.never, () =>
                Effect.asVoid(Deferred.succeed(stopped, globalThis.performance.now()))
              )
            )
          )
        const client = yield* makeClient((yield* TestServer).url)
        const endless = client.execute({ code: "endless" })
        yield* untilRunning(endless)
        const next = client.execute({ code: "next" })
        endless.stop()
        assert.deepStrictEqual(yield* outcome(endless), { type: "cancelled" })
        yield* Deferred.await(stopped)
        assert.deepInclude(yield* outcome(next), { type: "result", route: "live" })
      })
    )
  )

  it.live("goes on after a reload with what was running, and shows a result that came meanwhile once", () =>
    withServer(
      Effect.gen(function* () {
        const { url } = yield* TestServer
        const { finish, runs } = yield* endsWhenTold("patient")
        const storage = makeStorage()
        const before = new Client({
          apiUrl: url,
          openRuns: new OpenRuns({ storage, claim: () => Promise.resolve(true) })
        })
        const execution = before.execute({ code: "patient" })
        yield* untilRunning(execution)
        const text = storage.kept
        // The page is there no more, and the result comes while nobody listens: the socket is still open for its push.
        yield* Deferred.succeed(finish, undefined)
        yield* outcome(execution)
        before.close()
        storage.kept = text
        const openRuns = new OpenRuns({ storage, claim: () => Promise.resolve(true) })
        const after = new Client({ apiUrl: url, openRuns })
        const [resumed] = yield* Effect.promise(() => openRuns.resume(after))
        assert.strictEqual(resumed!.jobId, execution.jobId)
        assert.deepStrictEqual(yield* outcome(resumed!), { type: "result", route: "http", result: result("done") })
        assert.strictEqual(runs(), 1)
        assert.strictEqual(storage.kept, "[]")
        after.close()
      })
    )
  )

  it.live("goes on with the same submit where the page is loaded anew before it has a connection", () =>
    withServer(
      Effect.gen(function* () {
        const { url } = yield* TestServer
        const { finish, runs } = yield* endsWhenTold("reloaded")
        const storage = makeStorage()
        const load = async () => {
          const openRuns = new OpenRuns({ storage, claim: () => Promise.resolve(true) })
          const client = new Client({ apiUrl: url, openRuns })
          return { client, runs: await openRuns.resume(client) }
        }
        const first = yield* Effect.promise(load)
        const execution = first.client.execute({ code: "reloaded" })
        yield* untilRunning(execution)
        const second = yield* Effect.promise(load)
        const text = storage.kept
        // A page that is gone writes nothing more, and its run is not stopped by anybody.
        storage.write = () => {}
        storage.kept = text
        const [resumed] = (yield* Effect.promise(load)).runs
        yield* Deferred.succeed(finish, undefined)
        assert.deepInclude(yield* outcome(resumed!), { type: "result", result: result("done") })
        assert.strictEqual(runs(), 1)
        assert.deepInclude(JSON.parse(text!)[0], { jobId: execution.jobId, attempt: 1 })
        for (const { client } of [first, second]) client.close()
      })
    )
  )

  it.live("leaves a run to the page that has it", () =>
    withServer(
      Effect.gen(function* () {
        const { url } = yield* TestServer
        const open = {
          jobId: "0199a3f2-7b1c-7def-8123-456789abcdef",
          jobKey: "k".repeat(32),
          attempt: 1,
          at: Date.now()
        }
        const storage = { read: () => JSON.stringify([{ ...open, request: { code: "x" } }]), write: () => {} }
        const openRuns = new OpenRuns({ storage, claim: () => Promise.resolve(false) })
        const client = new Client({ apiUrl: url, openRuns })
        assert.deepStrictEqual(yield* Effect.promise(() => openRuns.resume(client)), [])
        client.close()
      })
    )
  )
})
