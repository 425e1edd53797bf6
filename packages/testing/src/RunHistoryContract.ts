import { assert, layer as layerOf } from "@effect/vitest"
import type { RunEvent } from "@glissade/core/RunEvent"
import { RunHistory } from "@glissade/core/RunHistory"
import { RunJournalSink } from "@glissade/core/RunJournalBuffer"
import { Snippets } from "@glissade/core/Snippets"
import { Users } from "@glissade/core/Users"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { JobId, RunRecordId, SnippetId, UserId } from "@glissade/protocol/Ids"
import type { RunRecordStatus } from "@glissade/protocol/RunRecord"
import { SnippetDraft } from "@glissade/protocol/Snippet"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { execution, result } from "./Fixtures.ts"
import { person } from "./People.ts"

/** How to run the suite on layers of `RunHistory`, the `RunJournalSink` that feeds it, and what these belong to. */
export interface RunHistoryContractOptions<E> {
  /** With a retention of 5 runs, 100,000 bytes and 10 days. */
  readonly layer: Layer.Layer<RunHistory | RunJournalSink | Snippets | Users, E>
}

let people = 0
const somebody = Effect.gen(function* () {
  const { id } = yield* (yield* Users).seen(person(`runs-${++people}`))
  return id
})

const newJob = () => JobId.make(globalThis.crypto.randomUUID())

interface Told {
  readonly owner: UserId
  readonly job?: JobId
  readonly at?: number
  readonly attempt?: number
  readonly snippetId?: SnippetId
}

const noon = 1_764_111_600_000

const fieldsOf = ({ at = noon, attempt = 1, job = newJob(), ...rest }: Told) =>
  ({ way: "async", language: "python", jobId: job, attempt, at, ...rest }) as const

const submitted = (told: Told, code = "print(1)"): RunEvent => ({
  _tag: "submitted",
  ...fieldsOf(told),
  program: execution(code, { stdin: "\u0000in", args: ["x"], files: [{ name: "a.txt", content: "é" }] })
})
const started = (told: Told): RunEvent => ({ _tag: "started", ...fieldsOf(told), delivery: 1 })
const finished = (told: Told, value: ExecutionResult = result("1\n")): RunEvent => ({
  _tag: "finished",
  ...fieldsOf(told),
  delivery: 1,
  result: value
})
const cancelled = (told: Told, reason: "person" | "connection" | "unavailable"): RunEvent => ({
  _tag: "cancelled",
  ...fieldsOf(told),
  delivery: 1,
  reason
})
const deadLettered = (told: Told): RunEvent => ({ _tag: "dead-lettered", ...fieldsOf(told), delivery: 5 })

const append = (...events: ReadonlyArray<RunEvent>) => Effect.flatMap(RunJournalSink, (sink) => sink.append(events))

const listed = (owner: UserId) => Effect.map(RunHistory, (history) => history.list(owner, {})).pipe(Effect.flatten)

const only = (owner: UserId) =>
  Effect.gen(function* () {
    const { items } = yield* listed(owner)
    assert.strictEqual(items.length, 1)
    return yield* (yield* RunHistory).read(owner, items[0]!.id)
  })

const draftOf = Schema.decodeUnknownSync(SnippetDraft)

/** Every order of some events. */
const orders = <A>(items: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
  items.length < 2
    ? [items]
    : items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))

/** What every layer of `RunHistory` and its `RunJournalSink` must do. Call it in a test file with the layer. */
export const runHistoryContract = <E>(name: string, { layer }: RunHistoryContractOptions<E>): void =>
  layerOf(layer, { timeout: 60_000 })(`${name} keeps the contract of RunHistory`, (it) => {
    const test = (title: string, body: Effect.Effect<void, unknown, RunHistory | RunJournalSink | Snippets | Users>) =>
      it.effect(title, () => body)

    test(
      "keeps a run with its program, times and result, to the character",
      Effect.gen(function* () {
        const owner = yield* somebody
        const job = newJob()
        const value = result("é😀\u0000\n", {
          status: "error",
          exitCode: 1,
          stderr: "\u001b[31mno",
          durationMs: 12,
          memoryBytes: 5_000_000_000,
          error: { type: "E", message: "\u0000 no", line: 3 },
          artifacts: [{ name: "a.png", mediaType: "image/png", data: "AAEC" }]
        })
        yield* append(
          submitted({ owner, job }, "print('é ☃ 😀')\n\t\\\""),
          started({ owner, job, at: noon + 5 }),
          finished({ owner, job, at: noon + 17 }, value)
        )
        const run = yield* only(owner)
        assert.deepInclude(run, {
          jobId: job,
          way: "async",
          language: "python",
          status: "error",
          submittedAt: noon,
          startedAt: noon + 5,
          endedAt: noon + 17,
          durationMs: 12,
          memoryBytes: 5_000_000_000,
          exitCode: 1,
          snippetId: null,
          code: "print('é ☃ 😀')\n\t\\\"",
          stdin: "\u0000in",
          args: ["x"]
        })
        assert.deepStrictEqual(run.files, [{ name: "a.txt", content: "é" }])
        assert.deepStrictEqual(run.error, value.error)
        assert.deepStrictEqual(run.result, value)
        assert.notProperty(run, "runtime")
      })
    )

    test(
      "tells of a program that ran natively, and keeps it apart from the same in WebAssembly",
      Effect.gen(function* () {
        const owner = yield* somebody
        const program = execution("print(1)")
        yield* append({ _tag: "submitted", ...fieldsOf({ owner }), program })
        const native = { ...program, runtime: "native" as const }
        yield* append({ _tag: "submitted", ...fieldsOf({ owner, at: noon + 1 }), program: native })
        const { items } = yield* listed(owner)
        const { read } = yield* RunHistory
        const runs = yield* Effect.forEach(items, ({ id }) => read(owner, id))
        assert.deepStrictEqual(
          runs.map(({ code, runtime }) => [code, runtime]),
          [
            ["print(1)", "native"],
            ["print(1)", undefined]
          ]
        )
        assert.deepStrictEqual(
          items.map(({ runtime }) => runtime),
          ["native", undefined]
        )
      })
    )

    test(
      "says of each run how it stands",
      Effect.gen(function* () {
        const ways: ReadonlyArray<readonly [RunRecordStatus, (told: Told) => ReadonlyArray<RunEvent>]> = [
          ["queued", (told) => [submitted(told)]],
          ["running", (told) => [submitted(told), started(told)]],
          ["success", (told) => [submitted(told), started(told), finished(told)]],
          ["timeout", (told) => [submitted(told), finished(told, result("", { status: "timeout", exitCode: null }))]],
          ["cancelled", (told) => [submitted(told), started(told), cancelled(told, "person")]],
          ["dropped", (told) => [submitted(told), cancelled(told, "connection")]],
          ["unavailable", (told) => [submitted(told), cancelled(told, "unavailable")]],
          ["failed", (told) => [submitted(told), started(told), deadLettered(told)]]
        ]
        for (const [status, events] of ways) {
          const owner = yield* somebody
          yield* append(...events({ owner, job: newJob() }))
          assert.strictEqual((yield* only(owner)).status, status)
        }
      })
    )

    test(
      "comes to the same in whatever order events arrive, and however often",
      Effect.gen(function* () {
        const job = newJob()
        const eventsOf = (owner: UserId) => [
          submitted({ owner, job }),
          started({ owner, job, at: noon + 1 }),
          cancelled({ owner, job, at: noon + 2 }, "connection"),
          finished({ owner, job, at: noon + 3, attempt: 2 })
        ]
        for (const order of orders([0, 1, 2, 3])) {
          const owner = yield* somebody
          const events = eventsOf(owner)
          for (const index of order) yield* append(events[index]!)
          yield* append(...events)
          const run = yield* only(owner)
          const { status, submittedAt, startedAt, endedAt, code } = run
          assert.deepStrictEqual(
            { status, submittedAt, startedAt, endedAt, code },
            { status: "success", submittedAt: noon, startedAt: noon + 1, endedAt: noon + 3, code: "print(1)" }
          )
          assert.strictEqual(run.result?.stdout, "1\n")
        }
      })
    )

    test(
      "begins a job that was given up anew with its next attempt, and keeps a result whatever follows",
      Effect.gen(function* () {
        const owner = yield* somebody
        const job = newJob()
        yield* append(submitted({ owner, job }), deadLettered({ owner, job }))
        yield* append(started({ owner, job, attempt: 2 }))
        assert.strictEqual((yield* only(owner)).status, "running")
        yield* append(finished({ owner, job, attempt: 2 }), deadLettered({ owner, job, attempt: 2 }))
        assert.strictEqual((yield* only(owner)).status, "success")
      })
    )

    test(
      "keeps nothing of people who are not known",
      Effect.gen(function* () {
        const stranger = UserId.make("nobody")
        const job = newJob()
        const { owner: _, ...anonymous } = submitted({ owner: stranger, job })
        yield* append(submitted({ owner: stranger, job }), anonymous as RunEvent)
        assert.deepStrictEqual((yield* listed(stranger)).items, [])
      })
    )

    test(
      "shows a run to nobody else",
      Effect.gen(function* () {
        const owner = yield* somebody
        const other = yield* somebody
        yield* append(submitted({ owner }))
        const { id } = yield* only(owner)
        const history = yield* RunHistory
        for (const [who, what] of [
          [other, id],
          [owner, RunRecordId.make("01890000-0000-7000-8000-00000000dead")]
        ] as const) {
          assert.strictEqual((yield* Effect.flip(history.read(who, what)))._tag, "RunNotFound")
          assert.strictEqual((yield* Effect.flip(history.remove(who, what)))._tag, "RunNotFound")
        }
        assert.deepStrictEqual((yield* listed(other)).items, [])
      })
    )

    test(
      "lists the latest first, page by page, by language, status and snippet",
      Effect.gen(function* () {
        const owner = yield* somebody
        const history = yield* RunHistory
        const snippet = yield* (yield* Snippets).create(owner, draftOf({ code: "1" }))
        for (const n of [1, 2, 3, 4]) {
          // Two of them in the same millisecond.
          const told = { owner, job: newJob(), at: noon + Math.min(n, 3), ...(n === 2 && { snippetId: snippet.id }) }
          yield* append(submitted(told, `print(${n})`), ...(n === 1 ? [finished(told)] : []))
        }
        const all: Array<string> = []
        let cursor: { readonly at: number; readonly id: string } | undefined
        do {
          const page: Effect.Success<ReturnType<typeof history.list>> = yield* history.list(owner, { limit: 1, cursor })
          all.push(...page.items.map(({ preview }) => preview))
          cursor = page.next
        } while (cursor !== undefined)
        assert.deepStrictEqual(all.toSorted().toReversed(), ["print(4)", "print(3)", "print(2)", "print(1)"])
        assert.deepStrictEqual(all.slice(2), ["print(2)", "print(1)"])
        const found = (query: Parameters<typeof history.list>[1]) =>
          Effect.map(history.list(owner, query), ({ items }) => items.map(({ preview }) => preview))
        assert.deepStrictEqual(yield* found({ status: "success" }), ["print(1)"])
        assert.deepStrictEqual(yield* found({ snippetId: snippet.id }), ["print(2)"])
        assert.deepStrictEqual(yield* found({ language: "lua" }), [])
      })
    )

    test(
      "counts the runs of a snippet for its owner, each job once",
      Effect.gen(function* () {
        const owner = yield* somebody
        const other = yield* somebody
        const snippets = yield* Snippets
        const { id } = yield* snippets.create(owner, draftOf({ code: "1", visibility: "public" }))
        const job = newJob()
        yield* append(submitted({ owner, job, snippetId: id, at: noon }))
        yield* append(
          submitted({ owner, job, snippetId: id, at: noon }),
          submitted({ owner, job, snippetId: id, attempt: 2 })
        )
        yield* append(submitted({ owner, snippetId: id, at: noon + 9 }))
        yield* append(submitted({ owner: other, snippetId: id, at: noon + 10 }))
        yield* append(submitted({ owner, snippetId: SnippetId.make("01890000-0000-7000-8000-00000000dead") }))
        assert.deepInclude(yield* snippets.read(owner, id), { executionCount: 2, lastExecutionAt: noon + 9 })
        assert.strictEqual((yield* only(other)).snippetId, null)
      })
    )

    test(
      "keeps as many runs, and as many bytes, as the retention says",
      Effect.gen(function* () {
        const owner = yield* somebody
        for (let n = 0; n < 8; n++) {
          const told = { owner, job: newJob(), at: noon + n }
          yield* append(submitted(told, `print(${n})`), finished(told))
        }
        const previews = Effect.map(listed(owner), ({ items }) => items.map(({ preview }) => preview))
        assert.deepStrictEqual(yield* previews, ["print(7)", "print(6)", "print(5)", "print(4)", "print(3)"])
        const large = { owner, job: newJob(), at: noon + 20 }
        yield* append(submitted(large), finished(large, result("x".repeat(60_000))))
        const larger = { owner, job: newJob(), at: noon + 21 }
        yield* append(submitted(larger, "print('larger')"), finished(larger, result("y".repeat(60_000))))
        assert.deepStrictEqual(yield* previews, ["print('larger')"])
      })
    )

    test(
      "deletes what is older than the retention",
      Effect.gen(function* () {
        const owner = yield* somebody
        const history = yield* RunHistory
        const now = yield* Clock.currentTimeMillis
        yield* append(submitted({ owner, at: now - 11 * 86_400_000 }, "old"), submitted({ owner, at: now }, "new"))
        assert.isAtLeast(yield* history.purge, 1)
        assert.strictEqual((yield* only(owner)).code, "new")
      })
    )

    test(
      "deletes one run, and all of them, without the others' program",
      Effect.gen(function* () {
        const owner = yield* somebody
        const history = yield* RunHistory
        yield* append(
          submitted({ owner, at: noon }),
          submitted({ owner, at: noon + 1 }),
          submitted({ owner, at: noon + 2 })
        )
        const { items } = yield* listed(owner)
        yield* history.remove(owner, items[0]!.id)
        assert.strictEqual((yield* history.read(owner, items[1]!.id)).code, "print(1)")
        assert.strictEqual(yield* history.removeAll(owner), 2)
        assert.deepStrictEqual((yield* listed(owner)).items, [])
        yield* append(submitted({ owner }))
        assert.strictEqual((yield* only(owner)).code, "print(1)")
      })
    )

    test(
      "deletes all runs while the journal writes more of the same program",
      Effect.gen(function* () {
        const owner = yield* somebody
        const history = yield* RunHistory
        const write = Effect.forEach(Array.from({ length: 30 }), () => append(submitted({ owner })), { discard: true })
        const remove = Effect.forEach(Array.from({ length: 30 }), () => history.removeAll(owner), { discard: true })
        yield* Effect.all([write, remove], { concurrency: "unbounded" })
        yield* history.removeAll(owner)
        assert.deepStrictEqual((yield* listed(owner)).items, [])
      })
    )

    test(
      "deletes a person's runs with the person, and keeps none that are told of later",
      Effect.gen(function* () {
        const owner = yield* somebody
        const job = newJob()
        yield* append(submitted({ owner, job }))
        yield* (yield* Users).remove(owner)
        yield* append(finished({ owner, job }))
        assert.deepStrictEqual((yield* listed(owner)).items, [])
      })
    )
  })
