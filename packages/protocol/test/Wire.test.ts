import { assert, describe, it } from "@effect/vitest"
import { Execution, ExecutionRequest, JobAccepted, JobRequest } from "@glissade/protocol/Execution"
import { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { Job, JobBody } from "@glissade/protocol/Job"
import {
  ArtifactPart,
  Attach,
  Attached,
  ClientMessage,
  Finished,
  MessageError,
  Output,
  Pong,
  ServerMessage,
  Started
} from "@glissade/protocol/Message"
import { ProblemDetails } from "@glissade/protocol/Problem"
import { Runtimes } from "@glissade/protocol/Runtime"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"

const schemas = {
  Execution,
  ExecutionRequest,
  JobRequest,
  JobAccepted,
  ExecutionResult,
  Job,
  Started,
  Output,
  ArtifactPart,
  Finished,
  Pong,
  Attach,
  Attached,
  MessageError,
  ServerMessage,
  ClientMessage,
  ProblemDetails,
  Runtimes
}

/** JSON has no -0. */
const withoutNegativeZero = (value: unknown): unknown => {
  if (value === 0) return 0
  if (Array.isArray(value)) return value.map(withoutNegativeZero)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutNegativeZero(inner)]))
}

describe("what travels", () => {
  for (const [name, schema] of Object.entries(schemas) as ReadonlyArray<[string, Schema.Codec<unknown, unknown>]>) {
    const json = Schema.fromJsonString(schema)
    it.effect.prop(`${name} comes out of JSON as it went in`, [schema], ([value]) =>
      Effect.gen(function* () {
        const text = yield* Schema.encodeEffect(json)(value)
        assert.deepStrictEqual(yield* Schema.decodeEffect(json)(text), withoutNegativeZero(value))
      })
    )
  }
})

const ids = {
  job_id: "0199a3f2-7b1c-7def-8123-456789abcdef",
  attempt: 1,
  delivery: 1,
  run_id: "b5a3c1de-1234-4abc-9def-0123456789ab"
}

const result = {
  status: "error",
  exit_code: 1,
  stdout: "",
  stderr: "Traceback ...",
  truncated: { stdout: false, stderr: false },
  duration_ms: 3.4,
  memory_bytes: 33554432,
  language: "python",
  version: "3.14.2",
  error: { type: "ZeroDivisionError", message: "division by zero", line: 1 }
}

describe("the JSON of the wire", () => {
  const examples: ReadonlyArray<[Schema.Codec<unknown, unknown>, unknown]> = [
    [ServerMessage as never, { type: "started", ...ids, seq: 0 }],
    [ServerMessage as never, { type: "output", ...ids, seq: 1, stream: "stdout", data: "1\n" }],
    [ServerMessage as never, { type: "result", ...ids, seq: 2, result }],
    [ServerMessage as never, { type: "pong", connection_id: "AbC-123_x" }],
    [ClientMessage as never, { action: "ping" }],
    [JobAccepted as never, { job_id: ids.job_id, status: "queued" }],
    [ExecutionResult as never, result],
    [
      JobRequest as never,
      {
        language: "python",
        code: "print(1)",
        connection_id: "AbC-123_x",
        job_id: ids.job_id,
        attempt: 1,
        stdin: "",
        args: ["a"],
        files: [{ name: "lib/a.py", content: "eA==", encoding: "base64" }],
        limits: { timeout_ms: 1000, memory_bytes: 1000000, output_bytes: 1000 }
      }
    ]
  ]
  for (const [schema, example] of examples) {
    it(`is written as it is read: ${JSON.stringify(example).slice(0, 60)}`, () => {
      const decoded = Schema.decodeUnknownSync(schema)(example)
      assert.deepStrictEqual(Schema.encodeSync(schema)(decoded), example)
    })
  }

  it("takes {code, connection_id} alone, as Python", () => {
    const request = Schema.decodeUnknownSync(JobRequest)({ code: "print(1)", connection_id: "c" })
    assert.strictEqual(request.language, "python")
  })

  const queued = {
    job_id: ids.job_id,
    attempt: 1,
    connection_id: "c",
    submitted_at: 0,
    execution: {
      language: "python",
      code: "",
      stdin: "",
      args: [],
      files: [],
      limits: { timeout_ms: 1, memory_bytes: 1, output_bytes: 1 }
    }
  }
  const decodeJob = (body: object) => Schema.decodeUnknownSync(JobBody)(JSON.stringify(body))

  it("ignores what a newer queue message has besides", () => {
    assert.deepStrictEqual(decodeJob({ ...queued, new_field: true }), decodeJob(queued))
  })

  it("takes a queue message of an API that knows no users, and one with an owner", () => {
    assert.notProperty(decodeJob(queued), "owner")
    assert.strictEqual(decodeJob({ ...queued, owner: "auth0|5f7c8ec7" }).owner, "auth0|5f7c8ec7")
    for (const owner of ["", "x".repeat(256), "a\nb"]) assert.throws(() => decodeJob({ ...queued, owner }))
  })
})

const strict = { onExcessProperty: "error", errors: "all" } as const

const issuesOf = (input: unknown): string => {
  const exit = Schema.decodeUnknownExit(JobRequest, strict)(input)
  return Exit.isSuccess(exit) ? "accepted" : String(exit.cause)
}

const base = { code: "1", connection_id: "c" }

describe("a request is refused with the place and the reason", () => {
  const cases: ReadonlyArray<[string, unknown, ReadonlyArray<string>]> = [
    ["an unknown field", { ...base, colour: "red" }, ["colour"]],
    ["an unknown limit", { ...base, limits: { cpu: 1 } }, ["limits", "cpu"]],
    ["code that is no string", { ...base, code: 5 }, ["code", "string"]],
    ["NUL bytes in code", { ...base, code: "a\0b" }, ["code", "NUL"]],
    ["lone surrogates in code", { ...base, code: "\ud800" }, ["code", "surrogate"]],
    ["NUL bytes in an argument", { ...base, args: ["a\0"] }, ["args", "NUL"]],
    ["a job_id that is no UUID", { ...base, job_id: "1" }, ["job_id"]],
    ["an empty connection_id", { ...base, connection_id: "" }, ["connection_id"]],
    ["a connection_id with spaces", { ...base, connection_id: "a b" }, ["connection_id"]],
    ["attempt 0", { ...base, attempt: 0 }, ["attempt"]],
    ["a time limit of 0", { ...base, limits: { timeout_ms: 0 } }, ["timeout_ms"]],
    ["a file outside", { ...base, files: [{ name: "../a", content: "" }] }, ["files", "name", ".."]],
    ["an absolute file", { ...base, files: [{ name: "/etc/passwd", content: "" }] }, ["name", "relative"]],
    ["a drive", { ...base, files: [{ name: "C:a", content: "" }] }, ["name", "relative"]],
    ["a backslash", { ...base, files: [{ name: "a\\b", content: "" }] }, ["name", "between folders"]],
    ["a file without a name", { ...base, files: [{ name: "", content: "" }] }, ["name", "empty"]],
    [
      "two files of one name",
      {
        ...base,
        files: [
          { name: "a", content: "" },
          { name: "a", content: "" }
        ]
      },
      ["files", "unique"]
    ],
    [
      "a file that is a folder too",
      {
        ...base,
        files: [
          { name: "a", content: "" },
          { name: "a/b", content: "" }
        ]
      },
      ["files", "folder"]
    ],
    ["broken base64", { ...base, files: [{ name: "a", content: "!", encoding: "base64" }] }, ["content", "base64"]]
  ]
  for (const [what, input, words] of cases) {
    it(what, () => {
      const text = issuesOf(input)
      for (const word of words) assert.include(text, word)
    })
  }
})
