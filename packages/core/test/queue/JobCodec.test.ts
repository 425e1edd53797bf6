import { assert, describe, it } from "@effect/vitest"
import * as JobCodec from "@glissade/core/JobCodec"
import type { Delivery } from "@glissade/core/Queue"
import { Job, maximumQueueMessageBytes } from "@glissade/protocol/Job"
import { execution, job } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

const attributes = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }

const attributeBytes = "traceparent".length + attributes.traceparent.length

const delivery = (body: string, decoded?: Job): Delivery => ({
  messageId: "m",
  groupId: "g",
  body,
  receiveCount: 1,
  attributes: {},
  ...(decoded === undefined ? {} : { job: decoded })
})

/** A job whose message is as long as this with its attributes, in bytes. */
const jobOf = (bytes: number) => {
  const bare = Buffer.byteLength(JobCodec.bodyOf(job(1, "a", { execution: execution("") })))
  return job(1, "a", { execution: execution("x".repeat(bytes - bare - attributeBytes)) })
}

describe("the codec of jobs", () => {
  it.effect.prop("decodes what it encodes", [Job], ([sent]) =>
    Effect.gen(function* () {
      const { body } = yield* JobCodec.encode(sent, attributes)
      assert.strictEqual(JobCodec.bodyOf(yield* JobCodec.decode(delivery(body))), body)
    })
  )

  it.effect("takes a message of 240 KiB with its attributes, and refuses one byte more", () =>
    Effect.gen(function* () {
      const { body } = yield* JobCodec.encode(jobOf(maximumQueueMessageBytes), attributes)
      assert.strictEqual(Buffer.byteLength(body) + attributeBytes, maximumQueueMessageBytes)
      const refused = yield* Effect.flip(JobCodec.encode(jobOf(maximumQueueMessageBytes + 1), attributes))
      assert.deepInclude(refused, {
        _tag: "JobTooLarge",
        bytes: maximumQueueMessageBytes + 1,
        maximumBytes: maximumQueueMessageBytes
      })
    })
  )

  it.effect.prop(
    "refuses for a queue that keeps jobs as they are what it refuses for one that sends text",
    [
      Schema.Literals(["x", "é", "☃", "\u0001", '"', "😀"]),
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 90_000 }))
    ],
    ([character, length]) =>
      Effect.gen(function* () {
        const sent = job(1, "a", { execution: execution(character.repeat(length)) })
        const exit = yield* Effect.exit(JobCodec.encode(sent, attributes))
        assert.strictEqual(JobCodec.refusal(sent, attributes) === undefined, Exit.isSuccess(exit))
      })
  )

  it.effect("does not decode a job that is there as it was put", () =>
    Effect.gen(function* () {
      const sent = job(1)
      assert.strictEqual(yield* JobCodec.decode(delivery("no job", sent)), sent)
    })
  )

  it.effect("says of what is no job only that it is none", () =>
    Effect.gen(function* () {
      const fault = yield* Effect.flip(JobCodec.decode(delivery('{"code":"print(42)"}')))
      assert.strictEqual(fault._tag, "MalformedJob")
      assert.strictEqual(fault.message, "the message's body is not a job")
    })
  )
})
