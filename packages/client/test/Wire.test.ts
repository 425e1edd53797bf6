import { assert, describe, it } from "@effect/vitest"
import { parseMessage, parseResult } from "../src/Wire.ts"
import { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { ArtifactPart, Finished, Output, Pong, ServerMessage, Started } from "@glissade/protocol/Message"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

const known = Schema.Union([Started, Output, ArtifactPart, Finished, Pong])
const toText = Schema.encodeSync(Schema.fromJsonString(known))

/** What the client compares alone, so that a spoilt one is nobody's; and types, of which there may be more. */
const lenient = new Set(["type", "job_id", "run_id", "attempt", "delivery", "seq"])

/** JSON has no -0. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe("parseMessage", () => {
  it.effect.prop("reads every message of the protocol as the schemas do", [known], ([message]) =>
    Effect.sync(() => {
      assert.deepStrictEqual(plain(parseMessage(toText(message))), plain(message))
    })
  )

  it.effect.prop("reads no JSON that the schemas refuse, but for types it does not know", [Schema.Json], ([json]) =>
    Effect.sync(() => {
      const refused = Exit.isFailure(Schema.decodeUnknownExit(ServerMessage)(json))
      if (refused) assert.isUndefined(parseMessage(JSON.stringify(json)))
    })
  )

  it("refuses a message with any one field spoilt, as the schemas do", () => {
    const whole = {
      type: "result",
      job_id: "0199a3f2-7b1c-7def-8123-456789abcdef",
      attempt: 1,
      delivery: 1,
      run_id: "b5a3c1de-1234-4abc-9def-0123456789ab",
      seq: 0,
      result: {
        status: "success",
        exit_code: 0,
        stdout: "",
        stderr: "",
        truncated: { stdout: false, stderr: false },
        duration_ms: 1,
        memory_bytes: 1,
        language: "python",
        version: "3.14"
      }
    }
    assert.isDefined(parseMessage(JSON.stringify(whole)))
    for (const name of Object.keys(whole)) {
      for (const spoilt of [undefined, {}, ...(lenient.has(name) ? [] : [-1, "x"]), 1.5]) {
        const message = { ...whole, [name]: spoilt }
        const read = parseMessage(JSON.stringify(message)) !== undefined
        const decoded = Exit.isSuccess(Schema.decodeUnknownExit(ServerMessage)(message))
        assert.strictEqual(read, decoded, `${name}: ${JSON.stringify(spoilt)}`)
      }
    }
    const piece = { ...whole, type: "output", stream: "stderr", stage: "compile", data: "" }
    for (const stage of [undefined, null, "compile", "phase", 1]) {
      const message = plain({ ...piece, stage })
      const decoded = Exit.isSuccess(Schema.decodeUnknownExit(ServerMessage)(message))
      assert.strictEqual(parseMessage(JSON.stringify(message)) !== undefined, decoded, `stage: ${stage}`)
    }
    for (const name of Object.keys(whole.result)) {
      for (const spoilt of [undefined, {}, ...(name === "status" ? [] : ["x"]), 1.5]) {
        const message = { ...whole, result: { ...whole.result, [name]: spoilt } }
        const read = parseMessage(JSON.stringify(message)) !== undefined
        const decoded = Exit.isSuccess(Schema.decodeUnknownExit(ServerMessage)(message))
        assert.strictEqual(read, decoded, `result.${name}: ${JSON.stringify(spoilt)}`)
      }
    }
  })

  it("keeps the place of a message of a type that it does not know", () => {
    const place = { attempt: 1, delivery: 1, seq: 4 }
    const id = "0199a3f2-7b1c-7def-8123-456789abcdef"
    for (const type of ["dance", "constructor", "__proto__"]) {
      const text = JSON.stringify({ type, job_id: id, run_id: id, ...place, more: 1 })
      assert.deepStrictEqual(parseMessage(text), { type: "other", jobId: id, runId: id, ...place })
    }
  })

  for (const frame of ["", "nope", "null", "[]", "{}", '{"type":"dance"}', 5, new ArrayBuffer(3)]) {
    it(`ignores ${JSON.stringify(frame)}`, () => assert.isUndefined(parseMessage(frame)))
  }
})

describe("parseResult", () => {
  it.effect.prop("reads every result of the protocol as the schema does", [ExecutionResult], ([result]) =>
    Effect.sync(() => {
      const wire: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(ExecutionResult)(result)))
      assert.deepStrictEqual(plain(parseResult(wire)), plain(result))
    })
  )
})
