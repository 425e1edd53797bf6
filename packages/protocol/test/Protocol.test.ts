import { assert, describe, it } from "@effect/vitest"
import * as Execution from "@glissade/protocol/Execution"
import { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { Job } from "@glissade/protocol/Job"
import { ClientMessage, ServerMessage } from "@glissade/protocol/Message"
import { ProblemDetails } from "@glissade/protocol/Problem"
import { LanguageExamples, Runtimes } from "@glissade/protocol/Runtime"
import * as Schema from "effect/Schema"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const page = readFileSync(fileURLToPath(new URL("../PROTOCOL.md", import.meta.url)), "utf8")

const schemas = {
  ClientMessage,
  ServerMessage,
  ExecutionRequest: Execution.ExecutionRequest,
  ExecutionResult,
  JobRequest: Execution.JobRequest,
  JobAccepted: Execution.JobAccepted,
  JobStatus: Execution.JobStatus,
  JobCancelled: Execution.JobCancelled,
  ProblemDetails,
  LanguageExamples,
  Runtimes,
  Job
} as unknown as Readonly<Record<string, Schema.Codec<unknown, unknown>>>

const examples = [...page.matchAll(/<!-- (\w+) -->\n```json\n([\s\S]*?)\n```/g)].map(([, name, text], index) => ({
  title: `${name}, example ${index + 1}`,
  name: name!,
  value: JSON.parse(text!) as Record<string, unknown>
}))

describe("PROTOCOL.md", () => {
  it.each(examples)("tells what is read and written: $title", ({ name, value }) => {
    const schema = schemas[name]!
    const decoded = Schema.decodeUnknownSync(schema)(value, { onExcessProperty: "error" })
    assert.deepStrictEqual(Schema.encodeSync(schema)(decoded), value)
  })

  it("has an example of every message that there is", () => {
    const seen = examples.map(({ value }) => value["type"] ?? value["action"])
    for (const type of ["ping", "attach", "pong", "attached", "error", "started", "output", "artifact", "result"]) {
      assert.include(seen, type)
    }
    for (const name of Object.keys(schemas)) {
      assert.isTrue(
        examples.some((example) => example.name === name),
        name
      )
    }
  })

  it("says nothing in JSON that is not tried", () => {
    assert.strictEqual(page.match(/```json/g)?.length, examples.length)
  })
})
