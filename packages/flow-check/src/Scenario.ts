import * as Schema from "effect/Schema"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

const few = <S extends Schema.Constraint>(schema: S, maximum: number) =>
  Schema.Array(schema).check(Schema.isMaxLength(maximum))

/** Clients of a scenario. */
export const clientCount = 3

const Client = between(0, clientCount - 1)

/** When something happens, in milliseconds from the start. */
const Moment = between(0, 40_000)

/** A click on Run. The program prints its pieces with pauses between them. */
export const Click = Schema.Struct({
  client: Client,
  at: Moment,
  pieces: between(0, 4),
  pauseMs: between(0, 2_000),
  /** The program leaves a picture, which takes two messages. */
  hasPicture: Schema.Boolean,
  /** Long enough that the run has no synchronous form. */
  isLong: Schema.Boolean,
  /** When the person presses Stop, counted from the click; `null` if they do not. */
  stopAfterMs: Schema.NullOr(between(0, 4_000))
})
export type Click = typeof Click.Type

/** A fault around the flow. `nth` counts from 0 over all events of its kind. */
export const Fault = Schema.Union([
  /** A connection breaks; the client connects again, with another id. */
  Schema.Struct({ type: Schema.tag("disconnect"), client: Client, at: Moment }),
  /** The page is reloaded: its memory is lost, what it persisted is not. */
  Schema.Struct({ type: Schema.tag("reload"), client: Client, at: Moment }),
  /** Connections break, and no new ones can be made for a while. */
  Schema.Struct({ type: Schema.tag("partition"), client: Client, at: Moment, forMs: between(0, 20_000) }),
  /** An HTTP request is lost, its response is lost, or it is refused for now. */
  Schema.Struct({
    type: Schema.tag("http"),
    nth: between(0, 12),
    how: Schema.Literals(["request-lost", "answer-lost", "unavailable", "slow"])
  }),
  /** A push is lost, repeated, late, or fails on the first try. */
  Schema.Struct({
    type: Schema.tag("push"),
    nth: between(0, 30),
    how: Schema.Literals(["lost", "repeated", "late", "unavailable"])
  }),
  /** The worker dies during a delivery, after the given number of pushes. */
  Schema.Struct({ type: Schema.tag("crash"), nth: between(0, 8), afterPushes: between(0, 6) }),
  /** A message is delivered twice at once. */
  Schema.Struct({ type: Schema.tag("duplicate"), nth: between(0, 8) }),
  /** No interpreter is available for a while. */
  Schema.Struct({ type: Schema.tag("outage"), at: Moment, forMs: between(0, 40_000) }),
  /** The sandbox fails during a run. */
  Schema.Struct({ type: Schema.tag("sandbox"), nth: between(0, 8) }),
  /** Repeated submits arrive after the queue's deduplication window and become another message. */
  Schema.Struct({ type: Schema.tag("window-over") }),
  /** A message that is not a job arrives in a client's group. */
  Schema.Struct({ type: Schema.tag("poison"), client: Client, at: Moment })
])
export type Fault = typeof Fault.Type

/** Clicks of several people, and the faults meanwhile. Plain data: it is generated, shrunk and replayed. */
export const Scenario = Schema.Struct({
  /** Whether the server knows its jobs and keeps results, as the embedded one does, or is stateless, as on AWS by default. */
  keepsJobs: Schema.Boolean,
  clicks: few(Click, 6),
  faults: few(Fault, 8)
})
export type Scenario = typeof Scenario.Type
