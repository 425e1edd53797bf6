import { assert, describe, it } from "@effect/vitest"
import type { Outcome, ReadAnswer, RunEffect, RunInput, RunPhase, RunState } from "@glissade/client/Run"
import { initial, step } from "@glissade/client/Run"
import type { RunMessage } from "@glissade/client/Wire"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { result } from "@glissade/testing/Fixtures"

const jobId = "0199a3f2-7b1c-7def-8123-456789abcdef"

/** A run that is told things, and what it did. */
class Story {
  state: RunState
  readonly effects: Array<RunEffect> = []

  constructor(timeoutMs = 10_000) {
    this.state = initial(jobId, timeoutMs, 25_000)
  }

  tell(...inputs: ReadonlyArray<RunInput>): this {
    for (const input of inputs) {
      const [next, effects] = step(this.state, input, 0.5)
      this.state = next
      this.effects.push(...effects)
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
const accepted = (attempt = 1): RunInput => ({ type: "submitted", attempt, answer: { type: "accepted" } })
const unsure = (attempt = 1): RunInput => ({ type: "submitted", attempt, answer: { type: "unsure", message: "?" } })
const begin: RunInput = { type: "begin", connectionId: "c1", http: false }
const read = (phase: RunPhase, answer: ReadAnswer = { type: "unknown" }, http = false): RunInput => ({
  type: "read",
  phase,
  answer,
  http
})
const unfinished = read("checking")
const timer = (name: "connection" | "resubmit" | "started" | "result" | "gap" | "http"): RunInput => ({
  type: "timer",
  timer: name
})

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
      message: { ...envelope(seq, place), type: "artifact", artifact: { name, mediaType: "image/png", data } }
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
    story.tell(output(3, "late"), finished(4, "late"), timer("result"), { type: "connected", connectionId: "c2" })
    assert.strictEqual(story.outcomes.length, 1)
    assert.strictEqual(story.shown, "ab")
  })

  it("submits again as the next attempt when the connection comes back under another id", () => {
    const story = new Story().tell(begin, accepted(), started(), output(1, "old"), { type: "disconnected" })
    story.tell({ type: "connected", connectionId: "c2" }, unfinished)
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
      story.tell({ type: "disconnected" }, { type: "connected", connectionId: `c${n}` }, unfinished)
    }
    assert.strictEqual(story.count("submit"), 3)
    assert.deepInclude(story.outcome, { type: "failure" })
  })

  it("asks what became of it before it submits again, and takes the result that is there", () => {
    const story = new Story().tell(begin, accepted(), started(), output(1, "a"), { type: "disconnected" })
    story.tell({ type: "connected", connectionId: "c2" })
    assert.strictEqual(story.count("read"), 1)
    assert.strictEqual(story.count("submit"), 1)
    story.tell(read("checking", { type: "finished", result: result("ab") }))
    assert.strictEqual(story.count("submit"), 1)
    assert.deepStrictEqual(story.outcome, { type: "result", route: "http", result: result("ab") })
    assert.strictEqual(story.shown, "ab")
  })

  it("waits for a connection where it lost it again while it asked", () => {
    const story = new Story().tell(begin, accepted(), { type: "connected", connectionId: "c2" })
    story.tell({ type: "disconnected" }, unfinished)
    assert.strictEqual(story.state.phase, "waiting")
    story.tell({ type: "connected", connectionId: "c3" }, unfinished)
    assert.deepInclude(story.effects, { type: "submit", attempt: 2, connectionId: "c3" })
  })

  it("goes over HTTP where it asked and runs go over HTTP by then", () => {
    const story = new Story().tell(begin, accepted(), { type: "connected", connectionId: "c2" })
    story.tell(read("checking", { type: "unknown" }, true))
    assert.strictEqual(story.count("http"), 1)
  })

  it("stays in line for as long as the server says that it waits", () => {
    const active = read("queued", { type: "active" })
    const story = new Story().tell(begin, { type: "first" }, accepted())
    for (let n = 0; n < 20; n++) story.tell(timer("started"), active)
    assert.strictEqual(story.count("http"), 0)
    assert.strictEqual(
      story.effects.filter((effect) => effect.type === "timer" && effect.timer === "started").length,
      21
    )
    assert.deepStrictEqual(story.tell(started(), output(1, "ab"), finished(2, "ab")).outcome, live())
  })

  it("does not take a word about its place in the line for one about its run", () => {
    const story = new Story().tell(begin, { type: "first" }, accepted(), timer("started"), started(), read("queued"))
    assert.strictEqual(story.state.phase, "running")
  })

  it("takes the result whose push was lost rather than run again", () => {
    const story = new Story().tell(begin, { type: "first" }, accepted(), started(), timer("result"))
    story.tell(read("checking", { type: "finished", result: result("ab") }))
    assert.strictEqual(story.count("http"), 0)
    assert.strictEqual(story.shown, "ab")
  })

  it("does not count a connection that was left on purpose as a loss", () => {
    const story = new Story(60_000).tell(begin, accepted())
    for (let n = 2; n <= 8; n++) {
      story.tell({ type: "disconnected" }, { type: "connected", connectionId: `c${n}`, isPlanned: true }, unfinished)
    }
    assert.strictEqual(story.count("submit"), 8)
    assert.isUndefined(story.outcome)
  })

  it("does not take a late word of a submit for one of the connection it moved to", () => {
    const story = new Story().tell(begin, { type: "connected", connectionId: "c2" })
    story.tell({ type: "submitted", attempt: 1, answer: { type: "stale" } }, unfinished)
    assert.deepInclude(story.effects, { type: "submit", attempt: 2, connectionId: "c2" })
  })

  it("waits for a connection that is not there yet, for 2.5 s", () => {
    const story = new Story().tell({ type: "begin", connectionId: undefined, http: false })
    assert.strictEqual(story.timer("connection"), 2_500)
    story.tell({ type: "connected", connectionId: "c1" })
    assert.deepInclude(story.effects, { type: "submit", attempt: 1, connectionId: "c1" })
  })
})

describe("a submit", () => {
  it("of which nobody knows whether it was taken is repeated as the same attempt", () => {
    const story = new Story().tell(begin, unsure(), timer("resubmit"), unsure(), timer("resubmit"), accepted())
    const submits = story.effects.filter((effect) => effect.type === "submit")
    assert.deepStrictEqual(
      submits,
      Array.from({ length: 3 }, () => ({ type: "submit", attempt: 1, connectionId: "c1" }))
    )
    assert.strictEqual(story.state.phase, "queued")
  })

  it("that stays unanswered three times goes over HTTP", () => {
    const story = new Story().tell(begin, unsure(), timer("resubmit"), unsure(), timer("resubmit"), unsure())
    assert.strictEqual(story.count("http"), 1)
  })

  it("waits as long as the server says when there is too much to do", () => {
    const busy = { type: "busy", retryAfterMs: 4_000, message: "full" } as const
    const story = new Story().tell(begin, { type: "submitted", attempt: 1, answer: busy })
    assert.strictEqual(story.timer("resubmit"), 4_000)
  })

  it("that is refused ends the run with the reason, at once", () => {
    const failure = { code: "rejected", message: "code: must not contain NUL bytes", status: 400 } as const
    const story = new Story().tell(begin, { type: "submitted", attempt: 1, answer: { type: "refused", failure } })
    assert.deepStrictEqual(story.outcome, { type: "failure", failure })
  })

  it("to a connection that the server does not know waits for another one", () => {
    const story = new Story().tell(begin, { type: "submitted", attempt: 1, answer: { type: "stale" } })
    story.tell({ type: "connected", connectionId: "c2" }, unfinished)
    assert.deepInclude(story.effects, { type: "submit", attempt: 2, connectionId: "c2" })
  })
})

describe("the way out over HTTP", () => {
  const answered = (stdout: string): RunInput => ({
    type: "answered",
    answer: { type: "result", result: result(stdout) }
  })

  const causes: ReadonlyArray<readonly [string, ReadonlyArray<RunInput>]> = [
    ["there is no connection", [{ type: "begin", connectionId: undefined, http: false }, timer("connection")]],
    ["runs go over HTTP anyway", [{ type: "begin", connectionId: "c1", http: true }]],
    ["nothing was started within 15 s", [begin, { type: "first" }, accepted(), timer("started"), read("queued")]],
    ["no result came in time", [begin, { type: "first" }, accepted(), started(), timer("result"), read("running")]],
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
      story.tell(answered("ab"))
      assert.deepStrictEqual(story.outcome, { type: "result", route: "http", result: result("ab") })
      assert.strictEqual(story.shown, "ab")
    })
  }

  it("loses against a push that comes first, and its late answer is ignored", () => {
    const story = new Story().tell(begin, { type: "first" }, accepted(), timer("started"))
    story.tell(started(), output(1, "ab"), finished(2, "ab"), answered("ab"))
    assert.deepStrictEqual(story.outcomes, [live()])
    assert.strictEqual(story.shown, "ab")
  })

  it("is not there for a run over 25 s, which takes the connection that there is, proven or not", () => {
    const story = new Story(60_000).tell({ type: "begin", connectionId: "c1", http: true })
    assert.deepInclude(story.effects, { type: "submit", attempt: 1, connectionId: "c1" })
  })

  it("is not there for a run over 25 s, which is submitted again", () => {
    const story = new Story(60_000).tell(begin, { type: "first" }, accepted(), timer("started"), read("queued"))
    assert.strictEqual(story.count("http"), 0)
    assert.deepInclude(story.effects, { type: "submit", attempt: 2, connectionId: "c1" })
  })

  it("is left again when the server is busy and there is a connection by now", () => {
    const story = new Story().tell({ type: "begin", connectionId: undefined, http: false }, timer("connection"))
    story.tell({ type: "connected", connectionId: "c1" })
    story.tell({ type: "answered", answer: { type: "busy", retryAfterMs: 1_000, message: "busy" } })
    assert.deepInclude(story.effects, { type: "submit", attempt: 1, connectionId: "c1" })
    assert.deepStrictEqual(story.tell(accepted(), started(), output(1, "ab"), finished(2, "ab")).outcome, live())
  })

  it("ends with one clear error when it does not work either, after three tries", () => {
    const story = new Story().tell({ type: "begin", connectionId: undefined, http: true })
    for (let n = 0; n < 3; n++)
      story.tell({ type: "answered", answer: { type: "unsure", message: "gone" } }, timer("http"))
    assert.strictEqual(story.count("http"), 3)
    assert.deepStrictEqual(story.outcome, { type: "failure", failure: { code: "unreachable", message: "gone" } })
  })
})

describe("the clocks of a run", () => {
  it("do not run while an older run of the client has not ended", () => {
    const story = new Story().tell(begin, accepted())
    assert.isUndefined(story.timer("started"))
    story.tell({ type: "first" })
    assert.strictEqual(story.timer("started"), 15_000)
    story.tell(started())
    assert.strictEqual(story.timer("result"), 15_000)
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
  Schema.Struct({ type: Schema.Literal("submitted"), attempt: small(3), answer: small(4) }),
  Schema.Struct({ type: Schema.Literal("answered"), answer: small(2) }),
  Schema.Struct({
    type: Schema.Literal("timer"),
    timer: Schema.Literals(["connection", "resubmit", "started", "result", "gap", "http"])
  })
])

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
    case "submitted": {
      const failure = { code: "rejected", message: "" } as const
      const answers = [
        { type: "accepted" },
        { type: "refused", failure },
        { type: "stale" },
        { type: "busy", retryAfterMs: 1, message: "" },
        { type: "unsure", message: "" }
      ] as const
      return { type: "submitted", attempt: event.attempt, answer: answers[event.answer]! }
    }
    case "answered": {
      const answers = [
        { type: "result", result: result("http") },
        { type: "refused", failure: { code: "rejected", message: "" } },
        { type: "unsure", message: "" }
      ] as const
      return { type: "answered", answer: answers[event.answer]! }
    }
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
        story.tell(
          unsure(story.state.attempt),
          timer("resubmit"),
          timer("connection"),
          timer("started"),
          timer("result")
        )
        story.tell({ type: "answered", answer: { type: "unsure", message: "" } }, timer("http"))
      }
      assert.strictEqual(story.state.phase, "ended")
    })
  )
})

describe("a run of a page that was loaded anew", () => {
  const resume = (connectionId?: string): RunInput => ({ type: "resume", attempt: 2, connectionId })

  it("takes the result that came meanwhile", () => {
    const story = new Story().tell(resume(), { type: "first" })
    assert.strictEqual(story.count("read"), 1)
    story.tell(read("checking", { type: "finished", result: result("ab") }))
    assert.strictEqual(story.shown, "ab")
    assert.deepInclude(story.outcome, { type: "result" })
  })

  it("is submitted as the attempt after the one it had", () => {
    const story = new Story().tell(resume(), { type: "first" }, { type: "connected", connectionId: "c1" }, unfinished)
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
    const early = new Story().tell({ type: "begin", connectionId: undefined, http: false }, { type: "stop" })
    const sync = new Story().tell({ type: "begin", connectionId: "c1", http: true }, { type: "stop" })
    assert.strictEqual(early.count("cancel") + sync.count("cancel"), 0)
    assert.strictEqual(sync.count("abort"), 1)
  })

  it("is cancelled too when somebody else who holds the key has stopped it", () => {
    const cut: RunInput = {
      type: "message",
      message: { ...envelope(1, {}), type: "result", result: result("", { status: "cancelled", stdout: null }) }
    }
    assert.deepStrictEqual(new Story().tell(begin, accepted(), started(), cut).outcome, { type: "cancelled" })
  })
})
