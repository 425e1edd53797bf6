import * as Schema from "effect/Schema"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

const few = <S extends Schema.Constraint>(schema: S, maximum: number) =>
  Schema.Array(schema).check(Schema.isMaxLength(maximum))

/** Clients of a scenario. */
export const clientCount = 3

const Client = between(0, clientCount - 1)

/** When something happens, in milliseconds from the beginning. */
const Moment = between(0, 40_000)

/** A click on Run. The program prints its pieces with pauses between them. */
export const Click = Schema.Struct({
  client: Client,
  at: Moment,
  pieces: between(0, 4),
  pauseMs: between(0, 2_000),
  /** The program leaves a picture, which takes two messages. */
  hasPicture: Schema.Boolean,
  /** Long enough that there is no synchronous form of it. */
  isLong: Schema.Boolean,
  /** When the person presses Stop, counted from the click; `null` when they do not. */
  stopAfterMs: Schema.NullOr(between(0, 4_000))
})
export type Click = typeof Click.Type

/** Something that goes wrong around the flow. `nth` counts from 0 over everything of its kind. */
export const Fault = Schema.Union([
  /** A connection breaks; the client makes another one under another id. */
  Schema.Struct({ type: Schema.tag("disconnect"), client: Client, at: Moment }),
  /** The page is loaded anew: what it had in memory is gone, what it kept is not. */
  Schema.Struct({ type: Schema.tag("reload"), client: Client, at: Moment }),
  /** No connection can be made for a while, and what there is breaks. */
  Schema.Struct({ type: Schema.tag("partition"), client: Client, at: Moment, forMs: between(0, 20_000) }),
  /** An HTTP request does not arrive, its answer does not, or it is refused for now. */
  Schema.Struct({
    type: Schema.tag("http"),
    nth: between(0, 12),
    how: Schema.Literals(["request-lost", "answer-lost", "unavailable", "slow"])
  }),
  /** A pushed message is lost, comes twice, comes late, or cannot be sent at the first try. */
  Schema.Struct({
    type: Schema.tag("push"),
    nth: between(0, 30),
    how: Schema.Literals(["lost", "repeated", "late", "unavailable"])
  }),
  /** The worker dies in the middle of a delivery, after so many of its pushes. */
  Schema.Struct({ type: Schema.tag("crash"), nth: between(0, 8), afterPushes: between(0, 6) }),
  /** A message is delivered twice at once. */
  Schema.Struct({ type: Schema.tag("duplicate"), nth: between(0, 8) }),
  /** No interpreter can be had for a while. */
  Schema.Struct({ type: Schema.tag("outage"), at: Moment, forMs: between(0, 40_000) }),
  /** The sandbox fails under a run. */
  Schema.Struct({ type: Schema.tag("sandbox"), nth: between(0, 8) }),
  /** Whatever is submitted again comes after the queue's deduplication window, and becomes another message. */
  Schema.Struct({ type: Schema.tag("window-over") }),
  /** Something that is no job lands in a client's group. */
  Schema.Struct({ type: Schema.tag("poison"), client: Client, at: Moment })
])
export type Fault = typeof Fault.Type

/** Clicks of several people, and what goes wrong meanwhile. Plain data: it is generated, shrunk and replayed. */
export const Scenario = Schema.Struct({
  /** Whether the server knows its jobs and keeps results, as the embedded one does, or is stateless, as on AWS by default. */
  keepsJobs: Schema.Boolean,
  clicks: few(Click, 6),
  faults: few(Fault, 8)
})
export type Scenario = typeof Scenario.Type
