import { assert, describe, it } from "@effect/vitest"
import type { Outcome, RunAnswer, RunEffect, RunInput, RunPhase, RunState, RunTimer } from "../src/Run.ts"
import { initial, step } from "../src/Run.ts"
import type { RunMessage } from "../src/Wire.ts"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { result } from "@glissade/testing/Fixtures"

const jobId = "0199a3f2-7b1c-7def-8123-456789abcdef"

/** A run that is told things, and what it did. */
class Story {
  state: RunState
  readonly effects: Array<RunEffect> = []
  readonly #timers = new Set<RunTimer>()

  constructor(timeoutMs = 10_000) {
    this.state = initial(timeoutMs, 25_000)
  }

  /** A timer that was not set, or was cancelled, never fires. */
  tell(...inputs: ReadonlyArray<RunInput>): this {
    for (const input of inputs) {
      if (input.type === "timer" && !this.#timers.delete(input.timer)) continue
      const [next, effects] = step(this.state, input, { now: 0, random: () => 0.5 })
      this.state = next
      this.effects.push(...effects)
      for (const effect of effects) {
        if (effect.type === "clear") this.#timers.clear()
        if (effect.type !== "timer") continue
        if (effect.ms === undefined) this.#timers.delete(effect.timer)
        else this.#timers.add(effect.timer)
      }
    }
    return this
  }

  get outcomes(): ReadonlyArray<Outcome> {
    return this.effects.flatMap((effect) => (effect.type === "end" ? [effect.outcome] : []))
  }

  get outcome(): Outcome | undefined {
    assert.isAtMost(this.outcomes.length, 1)
    return this.outcomes[0]
  }

  /** What a page that follows the events shows. */
  get shown(): string {
    let text = ""
    for (const effect of this.effects) {
      if (effect.type !== "emit") continue
      if (effect.event.type === "output") text += effect.event.data
      if (effect.event.type === "restart") text = ""
    }
    return text
  }

  count(type: RunEffect["type"]): number {
    return this.effects.filter((effect) => effect.type === type).length
  }

  timer(name: string): number | undefined {
    return this.effects
      .flatMap((effect) => (effect.type === "timer" && effect.timer === name ? [effect.ms] : []))
      .at(-1)
  }
}

interface Place {
  readonly attempt?: number
  readonly delivery?: number
  readonly runId?: string
}

const envelope = (seq: number, { attempt = 1, delivery = 1, runId = "r1" }: Place) => ({
  jobId,
  attempt,
  delivery,
  runId,
  seq
})
const started = (seq = 0, place: Place = {}): RunInput => ({
  type: "message",
  message: { ...envelope(seq, place), type: "started" }
})
const output = (seq: number, data: string, place: Place = {}): RunInput => ({
  type: "message",
  message: { ...envelope(seq, place), type: "output", stream: "stdout", data }
})
const finished = (seq: number, stdout: string | null, place: Place = {}): RunInput => ({
  type: "message",
  message: { ...envelope(seq, place), type: "result", result: result("", { stdout }) }
})
const answered = (phase: RunPhase, answer: RunAnswer, { attempt = 1, http = false } = {}): RunInput => ({
  type: "answered",
  attempt,
  phase,
  answer,
  http
})
const submitted = (answer: RunAnswer, attempt = 1) => answered("submitting", answer, { attempt })
const accepted = (attempt = 1) => submitted({ type: "accepted" }, attempt)
const failed = { type: "unsure", message: "?", retryAfterMs: 0 } as const
const unsure = (attempt = 1) => submitted(failed, attempt)
const begin: RunInput = { type: "begin", attempt: 0, connectionId: "c1", http: false }
const beginAlone: RunInput = { type: "begin", attempt: 0, connectionId: undefined, http: false }
/** Nothing is known of the job when it is asked about. */
const unknown = (attempt = 1) => answered("checking", { type: "unknown" }, { attempt })
const attached = (found: boolean): RunInput => ({ type: "attached", found })
const timer = (name: RunTimer): RunInput => ({ type: "timer", timer: name })

const live = (changes = {}): Outcome => ({ type: "result", route: "live", result: result("ab", changes) })

describe("a run over the WebSocket", () => {
  it("shows the pieces as they come and the result once", () => {
    const story = new Story().tell(begin, accepted(), started(), output(1, "a"), output(2, "b"), finished(3, "ab"))
    assert.deepStrictEqual(story.outcome, live())
    assert.strictEqual(story.shown, "ab")
  })

  it("takes messages that outrun the answer to its submit", () => {
    const story = new Story().tell(begin, started(), output(1, "ab"), finished(2, "ab"), accepted())
    assert.deepStrictEqual(story.outcome, live())
  })

  it("puts pieces that come out of order into their order, and drops repeated ones", () => {
    const story = new Story().tell(
      begin,
      accepted(),
      started(),
      output(2, "b"),
      started(),
      output(1, "a"),
      output(1, "a")
    )
    assert.strictEqual(story.shown, "ab")
    assert.deepStrictEqual(story.tell(finished(3, "ab")).outcome, live())
  })

  it("makes the whole result of the pieces where the result has none", () => {
    const story = new Story().tell(begin, accepted(), started(), output(1, "a"), output(2, "b"), finished(3, null))
    assert.deepStrictEqual(story.outcome, live())
  })

  it("puts pictures together of their parts", () => {
    const part = (seq: number, name: string, data: string, place: Place = {}): RunInput => ({
      type: "message",
      message: { ...envelope(seq, place), type: "artifact", name, mediaType: "image/png", data }
    })
    const story = new Story().tell(begin, started(), part(1, "a.png", "of a run that does not count"))
    const place = { delivery: 2 }
    story.tell(
      started(0, place),
      part(2, "a.png", "AB", place),
      part(1, "a.png", "aa", place),
      part(3, "b.png", "bb", place),
      finished(4, "ab", place)
    )
    const artifacts = [
      { name: "a.png", mediaType: "image/png", data: "aaAB" },
      { name: "b.png", mediaType: "image/png", data: "bb" }
    ] as const
    assert.deepStrictEqual(story.outcome, live({ artifacts }))
  })

  it("tells what a compiler wrote apart from the program's own output, and forgets it when the program runs again", () => {
    const compiler = (seq: number, data: string, place: Place = {}): RunInput => ({
      type: "message",
      message: { ...envelope(seq, place), type: "output", stream: "stderr", stage: "compile", data }
    })
    const compile = {
      exitCode: 0,
      stdout: "",
      stderr: "warning",
      truncated: { stdout: false, stderr: false },
      durationMs: 1
    }
    const story = new Story().tell(begin, started(), compiler(1, "old"))
    const place = { delivery: 2, runId: "r2" }
    story.tell(started(0, place), compiler(1, "warning", place), output(2, "ab", place))
    assert.strictEqual(story.shown, "warningab")
    story.tell({
      type: "message",
      message: { ...envelope(3, place), type: "result", result: result("", { stdout: null, stderr: null, compile }) }
    })
    assert.deepStrictEqual(story.outcome, live({ compile }))
  })

  it("goes on past a message that it does not understand", () => {
    const story = new Story().tell(begin, started())
    story.tell({ type: "message", message: { ...envelope(1, {}), type: "other" } }, output(2, "ab"), finished(3, null))
    assert.deepStrictEqual(story.outcome, live())
  })

  it("starts afresh when a higher delivery comes, and drops the one before", () => {
    const story = new Story().tell(begin, accepted(), started(), output(1, "old"))
    const again = { delivery: 2, runId: "r2" }
    story.tell(started(0, again), output(2, "lost"), output(1, "ab", again), finished(2, "ab", again))
    assert.strictEqual(story.shown, "ab")
    assert.deepStrictEqual(story.outcome, live())
  })

  it("keeps the first of two runs of equal rank", () => {
    const story = new Story().tell(begin, accepted(), started(), started(0, { runId: "r2" }))
    story.tell(output(1, "no", { runId: "r2" }), output(1, "ab"), finished(2, "ab", { runId: "r2" }), finished(2, "ab"))
    assert.strictEqual(story.shown, "ab")
    assert.deepStrictEqual(story.outcome, live())
  })

  it("takes a first delivery that is not number 1", () => {
    const place = { delivery: 3 }
    const story = new Story().tell(
      begin,
      accepted(),
      started(0, place),
      output(1, "ab", place),
      finished(2, "ab", place)
    )
    assert.deepStrictEqual(story.outcome, live())
  })

  it("ignores everything after its result", () => {
    const story = new Story().tell(begin, accepted(), started(), output(1, "ab"), finished(2, "ab"))
    story.tell(output(3, "late"), finished(4, "late"), timer("answer"), { type: "connected", connectionId: "c2" })
    assert.strictEqual(story.outcomes.length, 1)
    assert.strictEqual(story.shown, "ab")
  })

  it("submits again as the next attempt when the connection comes back under another id", () => {
    const story = new Story().tell(begin, accepted(), started(), output(1, "old"), { type: "disconnected" })
    story.tell({ type: "connected", connectionId: "c2" }, unknown())
    assert.deepInclude(story.effects, { type: "submit", attempt: 2, connectionId: "c2" })
    story.tell(accepted(2), finished(2, "old"), started(0, { attempt: 2 }))
    assert.isUndefined(story.outcome)
    story.tell(output(1, "ab", { attempt: 2 }), finished(2, "ab", { attempt: 2 }))
    assert.strictEqual(story.shown, "ab")
    assert.deepStrictEqual(story.outcome, live())
  })

  it("gives up with one clear error after three attempts", () => {
    const story = new Story(60_000).tell(begin, accepted())
    for (let n = 2; n <= 4; n++) {
      story.tell({ type: "disconnected" }, { type: "connected", connectionId: `c${n}` }, unknown(n - 1))
    }
    assert.strictEqual(story.count("submit"), 3)
    assert.deepInclude(story.outcome, { type: "failure" })
  })

  it("asks what became of it before it submits again, and takes the result that is there", () => {
    const story = new Story().tell(begin, accepted(), started(), output(1, "a"), { type: "disconnected" })
    story.tell({ type: "connected", connectionId: "c2" }, attached(false))
    assert.strictEqual(story.count("read"), 1)
    assert.strictEqual(story.count("submit"), 1)
    story.tell(answered("checking", { type: "result", result: result("ab") }))
    assert.strictEqual(story.count("submit"), 1)
    assert.deepStrictEqual(story.outcome, { type: "result", route: "http", result: result("ab") })
    assert.strictEqual(story.shown, "ab")
  })

  it("attaches to the same run over another connection, and continues where it was", () => {
    const story = new Story().tell(begin, accepted(), started(), output(1, "a"), { type: "disconnected" })
    story.tell({ type: "connected", connectionId: "c2" })
    assert.strictEqual(story.count("attach"), 1)
    story.tell(attached(true), started(), output(1, "a"), output(2, "b"), finished(3, "ab"))
    assert.strictEqual(story.count("submit"), 1)
    assert.strictEqual(story.count("read"), 0)
    assert.strictEqual(story.shown, "ab")
    assert.deepStrictEqual(story.outcome, live())
  })

  it("attaches to a run that a reloaded page had open, and shows all of its output", () => {
    const story = new Story().tell({ ...begin, attempt: 1 }, attached(true))
    assert.strictEqual(story.state.phase, "queued")
    story.tell(started(), output(1, "ab"), finished(2, "ab"))
    assert.strictEqual(story.count("submit"), 0)
    assert.deepStrictEqual(story.outcome, live())
  })

  it("asks over HTTP where a reloaded page has no connection yet, and attaches once it has one", () => {
    const story = new Story().tell({ ...beginAlone, attempt: 1 })
    assert.strictEqual(story.count("read"), 1)
    story.tell(answered("checking", { type: "active" }))
    assert.strictEqual(story.state.phase, "waiting")
    story.tell({ type: "connected", connectionId: "c1" })
    assert.strictEqual(story.count("attach"), 1)
    assert.strictEqual(story.count("submit"), 0)
  })

  it("attaches over a connection that opened while it asked over HTTP", () => {
    const story = new Story().tell({ ...beginAlone, attempt: 1 }, { type: "connected", connectionId: "c1" })
    story.tell(answered("checking", { type: "active" }))
    assert.strictEqual(story.count("attach"), 1)
    assert.strictEqual(story.count("submit"), 0)
  })

  it("does not wait for the answer of a server that does not know attach", () => {
    const story = new Story().tell(begin, accepted(), { type: "connected", connectionId: "c2" })
    assert.strictEqual(story.timer("answer"), 2_000)
    story.tell(timer("answer"), unknown())
    assert.deepInclude(story.effects, { type: "submit", attempt: 2, connectionId: "c2" })
  })

  it("does not count a lost connection where the job was attached to the next one", () => {
    const story = new Story(60_000).tell(begin, accepted(), started())
    for (let n = 2; n <= 8; n++) {
      story.tell({ type: "disconnected" }, { type: "connected", connectionId: `c${n}` }, attached(true))
    }
    assert.strictEqual(story.count("submit"), 1)
    assert.isUndefined(story.outcome)
  })

  it("waits for a connection where it lost it again while it asked", () => {
    const story = new Story().tell(begin, accepted(), { type: "connected", connectionId: "c2" })
    story.tell({ type: "disconnected" }, unknown())
    assert.strictEqual(story.timer("connection"), 2_500)
    assert.strictEqual(story.state.phase, "waiting")
    story.tell({ type: "connected", connectionId: "c3" }, unknown())
    assert.deepInclude(story.effects, { type: "submit", attempt: 2, connectionId: "c3" })
  })

  it("goes over HTTP where it asked and runs go over HTTP by then", () => {
    const story = new Story().tell(begin, accepted(), { type: "connected", connectionId: "c2" })
    story.tell(answered("checking", { type: "unknown" }, { http: true }))
    assert.strictEqual(story.count("http"), 1)
  })

  it("stays in line for as long as the server says that it waits", () => {
    const active = answered("queued", { type: "active" })
    const story = new Story().tell(begin, { type: "first" }, accepted())
    for (let n = 0; n < 20; n++) story.tell(timer("answer"), active)
    assert.strictEqual(story.count("http"), 0)
    assert.strictEqual(
      story.effects.filter((effect) => effect.type === "timer" && effect.timer === "answer").length,
      21
    )
    assert.deepStrictEqual(story.tell(started(), output(1, "ab"), finished(2, "ab")).outcome, live())
  })

  it("does not take a word about its place in the line for one about its run", () => {
    const story = new Story().tell(
      begin,
      { type: "first" },
      accepted(),
      timer("answer"),
      started(),
      answered("queued", { type: "unknown" })
    )
    assert.strictEqual(story.state.phase, "running")
  })

  it("takes the result whose push was lost rather than run again", () => {
    const story = new Story().tell(begin, { type: "first" }, accepted(), started(), timer("answer"))
    story.tell(answered("checking", { type: "result", result: result("ab") }))
    assert.strictEqual(story.count("http"), 0)
    assert.strictEqual(story.shown, "ab")
  })

  it("does not count a connection that was left on purpose as a loss", () => {
    const story = new Story(60_000).tell(begin, accepted())
    for (let n = 2; n <= 8; n++) {
      story.tell(
        { type: "disconnected" },
        { type: "connected", connectionId: `c${n}`, isPlanned: true },
        unknown(n - 1)
      )
    }
    assert.strictEqual(story.count("submit"), 8)
    assert.isUndefined(story.outcome)
  })

  it("does not take a late word of a submit for one of the connection it moved to", () => {
    const story = new Story().tell(begin, { type: "connected", connectionId: "c2" })
    story.tell(submitted({ type: "stale" }), unknown())
    assert.deepInclude(story.effects, { type: "submit", attempt: 2, connectionId: "c2" })
  })

  it("waits for a connection that is not there yet, for 2.5 s", () => {
    const story = new Story().tell(beginAlone)
    assert.strictEqual(story.timer("connection"), 2_500)
    story.tell({ type: "connected", connectionId: "c1" })
    assert.deepInclude(story.effects, { type: "submit", attempt: 1, connectionId: "c1" })
  })
})

describe("a submit", () => {
  it("of which nobody knows whether it was taken is repeated as the same attempt", () => {
    const story = new Story().tell(begin, unsure(), timer("retry"), unsure(), timer("retry"), accepted())
    const submits = story.effects.filter((effect) => effect.type === "submit")
    assert.deepStrictEqual(
      submits,
      Array.from({ length: 3 }, () => ({ type: "submit", attempt: 1, connectionId: "c1" }))
    )
    assert.strictEqual(story.state.phase, "queued")
  })

  it("that stays unanswered three times goes over HTTP", () => {
    const story = new Story().tell(begin, unsure(), timer("retry"), unsure(), timer("retry"), unsure())
    assert.strictEqual(story.count("http"), 1)
  })

  it("waits as long as the server says when there is too much to do", () => {
    const busy = { type: "busy", retryAfterMs: 4_000, message: "full" } as const
    const story = new Story().tell(begin, submitted(busy))
    assert.strictEqual(story.timer("retry"), 4_000)
  })

  it("that is too large for the queue goes over HTTP, if the run may", () => {
    const failure = { code: "rejected", message: "too large", status: 413 } as const
    const story = new Story().tell(begin, submitted({ type: "refused", failure }))
    assert.strictEqual(story.state.phase, "http")
    assert.strictEqual(story.count("http"), 1)
    const long = new Story(60_000).tell(begin, submitted({ type: "refused", failure }))
    assert.deepStrictEqual(long.outcome, { type: "failure", failure })
  })

  it("that is refused ends the run with the reason, at once", () => {
    const failure = { code: "rejected", message: "code: must not contain NUL bytes", status: 400 } as const
    const story = new Story().tell(begin, submitted({ type: "refused", failure }))
    assert.deepStrictEqual(story.outcome, { type: "failure", failure })
  })

  it("to a connection that the server does not know waits for another one", () => {
    const story = new Story().tell(begin, submitted({ type: "stale" }))
    story.tell({ type: "connected", connectionId: "c2" }, unknown())
    assert.deepInclude(story.effects, { type: "submit", attempt: 2, connectionId: "c2" })
  })
})

describe("the way out over HTTP", () => {
  const finishedThere = (stdout: string) => answered("http", { type: "result", result: result(stdout) }, { attempt: 0 })

  const causes: ReadonlyArray<readonly [string, ReadonlyArray<RunInput>]> = [
    ["there is no connection", [beginAlone, timer("connection")]],
    ["runs go over HTTP anyway", [{ ...begin, http: true }]],
    [
      "nothing was started within 15 s",
      [begin, { type: "first" }, accepted(), timer("answer"), answered("queued", { type: "unknown" })]
    ],
    [
      "no result came in time",
      [begin, { type: "first" }, accepted(), started(), timer("answer"), answered("running", { type: "unknown" })]
    ],
    ["a piece stayed away for 2 s", [begin, accepted(), started(), output(2, "b"), timer("gap")]],
    [
      "the connection stayed away for 2.5 s",
      [begin, accepted(), started(), { type: "disconnected" }, timer("connection")]
    ]
  ]
  for (const [cause, inputs] of causes) {
    it(`is taken when ${cause}`, () => {
      const story = new Story().tell(...inputs)
      assert.strictEqual(story.count("http"), 1)
      story.tell(finishedThere("ab"))
      assert.deepStrictEqual(story.outcome, { type: "result", route: "http", result: result("ab") })
      assert.strictEqual(story.shown, "ab")
    })
  }

  it("loses against a push that comes first, and its late answer is ignored", () => {
    const story = new Story().tell(begin, { type: "first" }, accepted(), timer("answer"))
    story.tell(started(), output(1, "ab"), finished(2, "ab"), finishedThere("ab"))
    assert.deepStrictEqual(story.outcomes, [live()])
    assert.strictEqual(story.shown, "ab")
  })

  it("is not there for a run over 25 s, which takes the connection that there is, proven or not", () => {
    const story = new Story(60_000).tell({ ...begin, http: true })
    assert.deepInclude(story.effects, { type: "submit", attempt: 1, connectionId: "c1" })
  })

  it("is not there for a run over 25 s, which is submitted again", () => {
    const story = new Story(60_000).tell(
      begin,
      { type: "first" },
      accepted(),
      timer("answer"),
      answered("queued", { type: "unknown" })
    )
    assert.strictEqual(story.count("http"), 0)
    assert.deepInclude(story.effects, { type: "submit", attempt: 2, connectionId: "c1" })
  })

  it("is left again when the server is busy and there is a connection by now", () => {
    const story = new Story().tell(beginAlone, timer("connection"))
    story.tell({ type: "connected", connectionId: "c1" })
    const busy = { type: "busy", retryAfterMs: 1_000, message: "busy" } as const
    story.tell(answered("http", busy, { attempt: 0 }))
    assert.deepInclude(story.effects, { type: "submit", attempt: 1, connectionId: "c1" })
    assert.deepStrictEqual(story.tell(accepted(), started(), output(1, "ab"), finished(2, "ab")).outcome, live())
  })

  it("waits for a server that went away in the middle of a run, and submits again when it is back", () => {
    const story = new Story().tell(begin, accepted(), started(), { type: "disconnected" }, timer("connection"))
    for (let n = 0; n < 4; n++) story.tell(answered("http", failed), timer("retry"))
    assert.isUndefined(story.outcome)
    assert.strictEqual(story.timer("connection"), 20_000)
    story.tell({ type: "connected", connectionId: "c2" }, attached(false), unknown())
    assert.deepInclude(story.effects, { type: "submit", attempt: 2, connectionId: "c2" })
  })

  it("gives up on a server that does not come back", () => {
    const story = new Story().tell(begin, accepted(), started(), { type: "disconnected" }, timer("connection"))
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 4; n++) story.tell(answered("http", failed), timer("retry"))
      story.tell(timer("connection"))
    }
    assert.deepInclude(story.outcome, { type: "failure" })
  })

  const full = { type: "busy", retryAfterMs: 1_000, message: "as many jobs wait as are taken" } as const

  it("ends as busy, with the server's message, where nothing was accepted", () => {
    const story = new Story().tell(begin)
    for (let round = 0; round < 40 && story.outcome === undefined; round++) {
      const { attempt, phase } = story.state
      story.tell(answered(phase, full, { attempt }), timer("retry"))
    }
    assert.deepStrictEqual(story.outcome, { type: "failure", failure: { code: "busy", message: full.message } })
  })

  it("ends as busy where only HTTP works", () => {
    const story = new Story().tell({ ...beginAlone, http: true })
    for (let n = 0; n < 4; n++) story.tell(answered("http", full, { attempt: 0 }), timer("retry"))
    assert.deepStrictEqual(story.outcome, { type: "failure", failure: { code: "busy", message: full.message } })
  })

  it("ends with one clear error when it does not work either, after four tries", () => {
    const story = new Story().tell({ ...beginAlone, http: true })
    for (let n = 0; n < 4; n++)
      story.tell(answered("http", { ...failed, message: "gone" }, { attempt: 0 }), timer("retry"))
    assert.strictEqual(story.count("http"), 4)
    assert.deepStrictEqual(story.outcome, { type: "failure", failure: { code: "unreachable", message: "gone" } })
  })
})

describe("the clocks of a run", () => {
  it("do not run while an older run of the client has not ended", () => {
    const story = new Story().tell(begin, accepted())
    assert.isUndefined(story.timer("answer"))
    story.tell({ type: "first" })
    assert.strictEqual(story.timer("answer"), 15_000)
    story.tell(started())
    assert.strictEqual(story.timer("answer"), 15_000)
  })
})

describe("stop", () => {
  it("ends the run as cancelled at once, and what still comes is dropped", () => {
    const story = new Story().tell(begin, accepted(), started(), { type: "stop" }, output(1, "x"), finished(2, "x"))
    assert.deepStrictEqual(story.outcomes, [{ type: "cancelled" }])
    assert.strictEqual(story.shown, "")
  })
})

const small = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))

const anything = Schema.Union([
  Schema.Struct({
    type: Schema.Literal("message"),
    kind: small(2),
    seq: small(4),
    attempt: small(3),
    delivery: small(2),
    run: small(1)
  }),
  Schema.Struct({ type: Schema.Literal("connected"), id: small(3) }),
  Schema.Struct({ type: Schema.Literals(["disconnected", "first", "stop"]) }),
  Schema.Struct({ type: Schema.Literal("attached"), found: Schema.Boolean }),
  Schema.Struct({
    type: Schema.Literal("answered"),
    phase: Schema.Literals(["submitting", "queued", "running", "checking", "http"]),
    attempt: small(3),
    http: Schema.Boolean,
    answer: small(7)
  }),
  Schema.Struct({ type: Schema.Literal("timer"), timer: Schema.Literals(["connection", "retry", "answer", "gap"]) })
])

const answers: ReadonlyArray<RunAnswer> = [
  { type: "result", result: result("http") },
  { type: "refused", failure: { code: "rejected", message: "" } },
  { type: "accepted" },
  { type: "stale" },
  { type: "active" },
  { type: "unknown" },
  { type: "busy", message: "", retryAfterMs: 1 },
  failed
]

const toInput = (event: typeof anything.Type): RunInput => {
  switch (event.type) {
    case "message": {
      const place = { attempt: event.attempt, delivery: event.delivery, runId: `r${event.run}` }
      const message: RunMessage[] = [
        started(event.seq, place),
        output(event.seq, `${event.seq}`, place),
        finished(event.seq, null, place)
      ].map((input) => (input as { message: RunMessage }).message)
      return { type: "message", message: message[event.kind]! }
    }
    case "connected":
      return { type: "connected", connectionId: `c${event.id}` }
    case "answered":
      return { ...event, answer: answers[event.answer]! }
    default:
      return event as RunInput
  }
}

describe("a run, whatever happens to it", () => {
  it.effect.prop(
    "has at most one outcome, shows what its result says, and never tries more than three attempts",
    [Schema.Array(anything)],
    ([events]) =>
      Effect.sync(() => {
        const story = new Story().tell(begin, ...events.map(toInput))
        assert.isAtMost(story.outcomes.length, 1)
        assert.isAtMost(story.state.attempt, 3)
        const { outcome } = story
        if (outcome?.type === "result") {
          assert.strictEqual(story.shown, (outcome.result.stdout ?? "") + (outcome.result.stderr ?? ""))
        }
      })
  )

  it.effect.prop("comes to an end when every timer fires and every call fails", [Schema.Array(anything)], ([events]) =>
    Effect.sync(() => {
      const story = new Story().tell(begin, ...events.map(toInput))
      for (let round = 0; round < 20 && story.state.phase !== "ended"; round++) {
        const { attempt, phase } = story.state
        story.tell(answered(phase, failed, { attempt }), timer("retry"), timer("connection"), timer("answer"))
      }
      assert.strictEqual(story.state.phase, "ended")
    })
  )
})

describe("a run of a page that was loaded anew", () => {
  const resume: RunInput = { ...beginAlone, attempt: 2 }

  it("takes the result that came meanwhile", () => {
    const story = new Story().tell(resume, { type: "first" })
    assert.strictEqual(story.count("read"), 1)
    story.tell(answered("checking", { type: "result", result: result("ab") }))
    assert.strictEqual(story.shown, "ab")
    assert.deepInclude(story.outcome, { type: "result" })
  })

  it("is submitted as the attempt after the one it had", () => {
    const story = new Story().tell(resume, { type: "first" }, { type: "connected", connectionId: "c1" }, unknown(2))
    assert.deepInclude(story.effects, { type: "submit", attempt: 3, connectionId: "c1" })
  })
})

describe("a run that is stopped", () => {
  it("is cancelled at once, and the server is told", () => {
    const story = new Story().tell(begin, accepted(), started(), { type: "stop" })
    assert.deepStrictEqual(story.outcome, { type: "cancelled" })
    assert.deepInclude(story.effects, { type: "cancel", connectionId: "c1" })
  })

  it("drops a result that comes late", () => {
    const story = new Story().tell(begin, accepted(), started(), { type: "stop" }, finished(1, "ab"))
    assert.deepStrictEqual(story.outcomes, [{ type: "cancelled" }])
  })

  it("has nothing to tell the server before it was submitted, or where the call itself is cut", () => {
    const early = new Story().tell(beginAlone, { type: "stop" })
    const sync = new Story().tell({ ...begin, http: true }, { type: "stop" })
    assert.strictEqual(early.count("cancel") + sync.count("cancel"), 0)
    assert.strictEqual(sync.count("end"), 1)
  })

  it("is cancelled too when somebody else who holds the key has stopped it", () => {
    const cut: RunInput = {
      type: "message",
      message: { ...envelope(1, {}), type: "result", result: result("", { status: "cancelled", stdout: null }) }
    }
    assert.deepStrictEqual(new Story().tell(begin, accepted(), started(), cut).outcome, { type: "cancelled" })
  })
})
