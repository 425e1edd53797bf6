import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as OpenApi from "effect/http-api/OpenApi"
import * as Stream from "effect/Stream"
import { RawSocket } from "./RawSocket.ts"
import { behaviours, echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"

interface Answer {
  readonly status: number
  readonly type: string | null
  readonly body: Record<string, unknown>
  readonly errors: ReadonlyArray<{ readonly path: ReadonlyArray<string | number>; readonly message: string }>
  readonly headers: Headers
}

const request = Effect.fnUntraced(function* (path: string, init: RequestInit = {}) {
  const { url } = yield* TestServer
  return yield* Effect.promise(async (): Promise<Answer> => {
    const response = await fetch(url + path, init)
    const body = JSON.parse(await response.text()) as Record<string, unknown>
    const errors = (body.errors ?? []) as Answer["errors"]
    return {
      status: response.status,
      type: response.headers.get("content-type"),
      headers: response.headers,
      body,
      errors
    }
  })
})

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  request(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body)
  })

const connection = Effect.gen(function* () {
  const { webSocketUrl } = yield* TestServer
  const socket = yield* Effect.acquireRelease(
    Effect.promise(() => RawSocket.open(webSocketUrl)),
    (opened) => Effect.sync(() => opened.close())
  )
  return { socket, id: yield* Effect.promise(() => socket.ping()) }
})

const jobId = "0199a3f2-7b1c-7def-8123-456789abcdef"

layer(layerServer(echo), { excludeTestServices: true })("the server over HTTP", (it) => {
  it.effect("runs a program and answers with its result", () =>
    Effect.gen(function* () {
      const answer = yield* post("/execute", { code: "hello" })
      assert.strictEqual(answer.status, 200)
      assert.deepStrictEqual(answer.body, {
        status: "success",
        exit_code: 0,
        stdout: "hello",
        stderr: "",
        truncated: { stdout: false, stderr: false },
        duration_ms: 1,
        memory_bytes: 1024,
        language: "python",
        version: "3.14.0"
      })
    })
  )

  it.effect("takes a job, and the same job again, with the same answer, and runs it once", () =>
    Effect.gen(function* () {
      const { id, socket } = yield* connection
      const body = { code: "once", connection_id: id, job_id: jobId, attempt: 1 }
      for (let time = 0; time < 2; time++) {
        const answer = yield* post("/execute/async", body)
        assert.strictEqual(answer.status, 202)
        assert.deepStrictEqual(answer.body, { job_id: jobId, status: "queued" })
      }
      yield* post("/execute/async", { code: "next", connection_id: id })
      const frames = yield* Effect.promise(async () => {
        const seen: Array<Record<string, unknown>> = []
        while (seen.filter((frame) => frame.type === "result").length < 2) seen.push(await socket.next())
        return seen
      })
      assert.deepStrictEqual(
        frames.map((frame) => frame.data ?? frame.type),
        ["started", "once", "result", "started", "next", "result"]
      )
    })
  )

  const bad: ReadonlyArray<{
    readonly what: string
    readonly path?: string
    readonly body: unknown
    readonly headers?: Record<string, string>
    readonly status: number
    readonly at?: ReadonlyArray<string | number>
    readonly says?: string
  }> = [
    { what: "a body that is not JSON", body: "{", status: 400, says: "valid JSON" },
    { what: "an empty body", body: "", status: 400, says: "the body: must be a JSON object" },
    { what: "JSON that is no object", body: "[]", status: 400, says: "the body: must be a JSON object" },
    {
      what: "limits that are no object",
      body: { code: "", limits: 5 },
      status: 400,
      at: ["limits"],
      says: "must be a JSON object"
    },
    { what: "code of the wrong type", body: { code: 5 }, status: 400, at: ["code"] },
    { what: "no code", body: {}, status: 400, at: ["code"] },
    { what: "an unknown field", body: { code: "", colour: 1 }, status: 400, at: ["colour"], says: "not a field" },
    {
      what: "a connection_id in a synchronous call",
      body: { code: "", connection_id: "c" },
      status: 400,
      at: ["connection_id"]
    },
    {
      what: "an unknown language",
      body: { code: "", language: "cobol" },
      status: 422,
      at: ["language"],
      says: "python"
    },
    {
      what: "a limit over the maximum",
      body: { code: "", limits: { timeout_ms: 25_001 } },
      status: 422,
      at: ["limits", "timeout_ms"],
      says: "25000"
    },
    { what: "NUL bytes in code", body: { code: "a\0" }, status: 400, at: ["code"], says: "NUL" },
    { what: "lone surrogates in code", body: '{"code":"\\ud800"}', status: 400, at: ["code"], says: "surrogate" },
    {
      what: "a file outside the program's folder",
      body: { code: "", files: [{ name: "../x", content: "" }] },
      status: 400,
      at: ["files", 0, "name"]
    },
    {
      what: "a file with an absolute path",
      body: { code: "", files: [{ name: "/etc/passwd", content: "" }] },
      status: 400,
      at: ["files", 0, "name"]
    },
    {
      what: "two files of one name",
      body: {
        code: "",
        files: [
          { name: "a", content: "" },
          { name: "a", content: "" }
        ]
      },
      status: 400,
      at: ["files", 1, "name"],
      says: "unique"
    },
    { what: "a body of 2 MB", body: { code: "x".repeat(2_000_000) }, status: 413, says: '"maximum_bytes":1048576' },
    { what: "more code than is taken", body: { code: "x".repeat(300_000) }, status: 413, at: ["code"], says: "262144" },
    { what: "another media type", body: "code=1", headers: { "content-type": "text/plain" }, status: 415 },
    {
      what: "a job_id that is no UUID",
      path: "/execute/async",
      body: { code: "", connection_id: "c", job_id: "7" },
      status: 400,
      at: ["job_id"]
    },
    {
      what: "a connection_id that cannot be one",
      path: "/execute/async",
      body: { code: "", connection_id: "a b" },
      status: 400,
      at: ["connection_id"]
    },
    {
      what: "a connection_id that nobody has",
      path: "/execute/async",
      body: { code: "", connection_id: "bm9ib2R5" },
      status: 404,
      at: ["connection_id"]
    },
    { what: "a route that is not there", path: "/nowhere", body: {}, status: 404, says: "/execute" },
    {
      what: "a page of somebody else",
      body: { code: "" },
      headers: { origin: "https://elsewhere.example" },
      status: 403,
      says: "ALLOWED_ORIGINS"
    }
  ]

  for (const { at, body, headers, path = "/execute", says, status, what } of bad) {
    it.effect(`answers ${status} to ${what}, and goes on serving`, () =>
      Effect.gen(function* () {
        const answer = yield* post(path, body, headers)
        assert.strictEqual(answer.status, status)
        assert.strictEqual(answer.type, "application/problem+json")
        assert.strictEqual(answer.body.status, status)
        assert.isString(answer.body.title)
        if (at !== undefined)
          assert.deepInclude(
            answer.errors.map((error) => error.path),
            at
          )
        if (says !== undefined) assert.include(JSON.stringify(answer.body), says)
        assert.strictEqual((yield* post("/execute", { code: "ok" })).status, 200)
      })
    )
  }

  it.effect("takes a page of its own", () =>
    Effect.gen(function* () {
      const { url } = yield* TestServer
      assert.strictEqual((yield* post("/execute", { code: "" }, { origin: url })).status, 200)
    })
  )

  it.effect("answers 413 to a job whose encoded message is over 240 KiB", () =>
    Effect.gen(function* () {
      const { id } = yield* connection
      const answer = yield* post("/execute/async", { code: "x".repeat(250_000), connection_id: id })
      assert.strictEqual(answer.status, 413)
      assert.include(JSON.stringify(answer.body), "245760")
    })
  )

  it.effect("tells its languages and limits", () =>
    Effect.gen(function* () {
      const { body } = yield* request("/runtimes")
      const { limits, runtimes } = body as {
        limits: Record<string, unknown>
        runtimes: ReadonlyArray<{ language: string }>
      }
      assert.deepStrictEqual(
        runtimes.map(({ language }) => language),
        ["python", "javascript", "typescript"]
      )
      assert.deepStrictEqual(limits.timeout_ms, { default: 10_000, maximum: 60_000 })
    })
  )

  it.effect("answers with a language's examples, and with 404 for a language that it does not run", () =>
    Effect.gen(function* () {
      const { body, status } = yield* request("/runtimes/typescript/examples")
      assert.deepStrictEqual([status, body], [200, { language: "typescript", examples: [] }])
      const missing = yield* request("/runtimes/cobol/examples")
      assert.strictEqual(missing.status, 404)
      assert.deepInclude(missing.body, {
        type: "urn:glissade:problem:unknown-language",
        detail: "there are python, javascript, typescript"
      })
    })
  )

  it.effect("describes itself in OpenAPI, in the words of the wire", () =>
    Effect.gen(function* () {
      const { body } = yield* request("/openapi.json")
      const text = JSON.stringify(body)
      for (const word of ["/execute/async", "timeout_ms", "connection_id", "application/problem+json"]) {
        assert.include(text, word)
      }
    })
  )

  it.effect("says in its description which languages, limits, names and keys it takes", () =>
    Effect.gen(function* () {
      const { body } = yield* request("/openapi.json")
      const { components, paths } = body as unknown as OpenApi.OpenAPISpec
      const propertiesOf = (path: string) =>
        JSON.parse(JSON.stringify(paths[path]!.post!.requestBody!.content["application/json"]!.schema)) as {
          readonly properties: Record<string, Record<string, unknown>>
        }
      for (const [path, timeout] of [
        ["/execute", 25_000],
        ["/execute/async", 60_000]
      ] as const) {
        const { args, code, files, language, limits, stdin } = propertiesOf(path).properties as Record<string, object>
        assert.deepInclude(language!, { enum: ["python", "javascript", "typescript"] })
        assert.deepInclude(code!, { maxLength: 262_144 })
        assert.deepInclude(stdin!, { maxLength: 65_536 })
        assert.deepInclude(args!, { maxItems: 100 })
        assert.deepInclude(limits!, {
          properties: {
            timeout_ms: { type: "integer", minimum: 1, maximum: timeout },
            memory_bytes: { type: "integer", minimum: 1, maximum: 268_435_456 },
            output_bytes: { type: "integer", minimum: 1, maximum: 524_288 }
          }
        })
        const { pattern } = (files as unknown as { items: { properties: { name: { pattern: string } } } }).items
          .properties.name
        for (const name of ["a", "a/b.txt", "..a", "a b", ".hidden"]) assert.match(name, new RegExp(pattern, "u"))
        for (const name of ["", "/a", "../a", "a/../b", "a//b", "C:a", "a\\b", "a/", ".", "a\nb"]) {
          assert.notMatch(name, new RegExp(pattern, "u"))
        }
        assert.containsAllKeys(paths[path]!.post!.responses, ["400", "403", "413", "415", "421", "422", "503"])
      }
      const { connection_id, job_key } = propertiesOf("/execute/async").properties
      assert.deepInclude(connection_id!, { pattern: "^[!-~]{1,128}$" })
      assert.deepInclude(job_key!, { pattern: "^[A-Za-z0-9_-]{22,128}$" })
      assert.hasAllKeys(components.securitySchemes, ["job_key", "token"])
      for (const operation of [paths["/jobs/{job_id}"]!.get!, paths["/jobs/{job_id}"]!.delete!]) {
        assert.deepStrictEqual(operation.security, [{ job_key: [] }])
        assert.deepStrictEqual(
          operation.parameters.map(({ name }) => name),
          ["job_id"]
        )
      }
    })
  )

  it.effect("has a page about its API, which is told to ask nobody else for anything", () =>
    Effect.gen(function* () {
      const { url } = yield* TestServer
      const response = yield* Effect.promise(() => fetch(`${url}/docs`))
      assert.strictEqual(response.status, 200)
      const html = yield* Effect.promise(() => response.text())
      for (const part of ["/execute/async", '"withDefaultFonts":false', '"showDeveloperTools":"never"']) {
        assert.include(html, part)
      }
      const policy = response.headers.get("content-security-policy")?.split("; ")
      assert.includeMembers(policy ?? [], ["default-src 'none'", "connect-src 'self'"])
    })
  )

  it.effect("counts runs for Prometheus", () =>
    Effect.gen(function* () {
      const { url } = yield* TestServer
      yield* post("/execute", { code: "counted" })
      const text = yield* Effect.promise(async () => (await fetch(`${url}/metrics`)).text())
      assert.match(text, /glissade_runs_total\{language="python",status="success"\} \d+/)
      assert.match(text, /glissade_queue_depth \d+/)
    })
  )

  const key = "0123456789abcdef0123456789abcdef"
  const authorized = (method: string, id: string, token = key) =>
    request(`/jobs/${id}`, { method, headers: { authorization: `Bearer ${token}` } })

  it.effect("gives a job's result to whoever holds its key, and to nobody else", () =>
    Effect.gen(function* () {
      const { id, socket } = yield* connection
      const job = globalThis.crypto.randomUUID()
      yield* post("/execute/async", { code: "kept", connection_id: id, job_id: job, job_key: key })
      while ((yield* Effect.promise(() => socket.next())).type !== "result");
      const answer = yield* authorized("GET", job)
      assert.strictEqual(answer.status, 200)
      assert.deepInclude(answer.body, { job_id: job, status: "finished" })
      assert.deepInclude(answer.body.result, { status: "success", stdout: "kept" })
      for (const other of [
        yield* authorized("GET", job, `${key.slice(1)}0`),
        yield* authorized("GET", job, "short"),
        yield* request(`/jobs/${job}`),
        yield* authorized("DELETE", job),
        yield* authorized("GET", globalThis.crypto.randomUUID())
      ]) {
        assert.strictEqual(other.status, 404)
        assert.strictEqual(other.body.type, "urn:glissade:problem:unknown-job")
      }
    }).pipe(Effect.scoped)
  )

  it.effect("takes a job without a connection, whose result is read with the key", () =>
    Effect.gen(function* () {
      const job = globalThis.crypto.randomUUID()
      const sent = yield* post("/execute/async", { code: "alone", job_id: job, job_key: key })
      assert.deepStrictEqual([sent.status, sent.body], [202, { job_id: job, status: "queued" }])
      const read = request(`/jobs/${job}`, { headers: { "glissade-job-key": key } })
      let answer = yield* read
      while (answer.body.status !== "finished") answer = yield* read
      assert.deepInclude(answer.body.result, { status: "success", stdout: "alone" })
    })
  )

  it.effect("refuses a job without a connection that nobody could read, and says what is missing", () =>
    Effect.gen(function* () {
      const answer = yield* post("/execute/async", { code: "lost" })
      assert.strictEqual(answer.status, 422)
      assert.deepStrictEqual(answer.body.errors, [
        { path: ["connection_id"], message: "must be there where there is no job_key to read the result with" }
      ])
    })
  )

  it.effect("says which part of a job's key or id cannot be taken", () =>
    Effect.gen(function* () {
      const { id } = yield* connection
      const short = yield* post("/execute/async", { code: "x", connection_id: id, job_key: "short" })
      assert.strictEqual(short.status, 400)
      assert.deepStrictEqual(short.errors[0]?.path, ["job_key"])
      const odd = yield* authorized("GET", "7")
      assert.strictEqual(odd.status, 400)
      assert.deepStrictEqual(odd.errors[0]?.path, ["job_id"])
    }).pipe(Effect.scoped)
  )

  it.effect("cancels a job that runs, and the person is told", () =>
    Effect.gen(function* () {
      const { id, socket } = yield* connection
      behaviours.endless = () => Stream.concat(Stream.make({ type: "started" } as const), Stream.never)
      const job = globalThis.crypto.randomUUID()
      yield* post("/execute/async", { code: "endless", connection_id: id, job_id: job, job_key: key })
      assert.strictEqual((yield* Effect.promise(() => socket.next())).type, "started")
      assert.deepInclude((yield* authorized("GET", job)).body, { status: "running" })
      const answer = yield* authorized("DELETE", job)
      assert.strictEqual(answer.status, 200)
      assert.deepStrictEqual(answer.body, { job_id: job, status: "cancelled" })
      const told = yield* Effect.promise(() => socket.next())
      assert.deepInclude(told.result, { status: "cancelled", exit_code: null })
      assert.deepInclude((yield* authorized("GET", job)).body.result, { status: "cancelled" })
    }).pipe(Effect.scoped)
  )

  it.effect("takes a thousand waiting jobs of one connection, and says when to come again with the next", () =>
    Effect.gen(function* () {
      const { id } = yield* connection
      behaviours.endless = () => Stream.concat(Stream.make({ type: "started" } as const), Stream.never)
      const submit = post("/execute/async", { code: "endless", connection_id: id })
      const answers = yield* Effect.all(Array<typeof submit>(1_000).fill(submit), { concurrency: 16 })
      assert.isTrue(answers.every(({ status }) => status === 202))
      const refused = yield* submit
      assert.strictEqual(refused.status, 429)
      assert.strictEqual(refused.headers.get("retry-after"), "2")
      assert.deepInclude(refused.body, { type: "urn:glissade:problem:too-many-jobs", retry_after: 2 })
      const other = yield* connection
      assert.strictEqual((yield* post("/execute/async", { code: "x", connection_id: other.id })).status, 202)
    }).pipe(Effect.scoped)
  )
})
