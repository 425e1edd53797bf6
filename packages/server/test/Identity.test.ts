import { assert, describe, it, layer } from "@effect/vitest"
import { Authenticator, TokenCheckUnavailable, TokenRefused } from "@glissade/core/Authenticator"
import { CurrentUser } from "@glissade/core/CurrentUser"
import { QuotaExceeded, Quotas, unlimited } from "@glissade/core/Quotas"
import { UserId } from "@glissade/protocol/Ids"
import { layerRunJournal, RunJournalMemory } from "@glissade/testing/RunJournalMemory"
import { recordTelemetry } from "./RecordedTelemetry.ts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as OpenApi from "effect/http-api/OpenApi"
import { randomUUID } from "node:crypto"
import type { Asked } from "./Ask.ts"
import { asked, problemType, upgrade } from "./Ask.ts"
import { RawSocket } from "./RawSocket.ts"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"

const json = { "content-type": "application/json" }

const run = (headers: Record<string, string> = {}): Asked => ({
  method: "POST",
  path: "/execute",
  headers: { ...json, ...headers },
  body: '{"code":"print(1)"}'
})

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** A connection under an address with a token, and its id. */
const connected = (query: string) =>
  Effect.gen(function* () {
    const { webSocketUrl } = yield* TestServer
    const socket = yield* Effect.acquireRelease(
      Effect.promise(() => RawSocket.open(webSocketUrl + query)),
      (opened) => Effect.sync(() => opened.close())
    )
    return { socket, id: yield* Effect.promise(() => socket.ping()) }
  })

const { logged, spans, telemetry } = recordTelemetry()

/** Knows the token `secret-alice`, cannot check `secret-later`, and lets in nobody else. */
const known = Layer.succeed(Authenticator, {
  isOpen: false,
  authenticate: (token) => {
    if (token === undefined) return Effect.fail(new TokenRefused({ reason: "missing" }))
    if (Redacted.value(token) === "secret-later") return Effect.fail(new TokenCheckUnavailable({ message: "no keys" }))
    return Redacted.value(token) === "secret-alice"
      ? Effect.succeed({ id: UserId.make("alice"), claims: { sub: "alice" } })
      : Effect.fail(new TokenRefused({ reason: "invalid" }))
  }
})

const key = "0123456789abcdef0123456789abcdef"

layer(layerServer(echo).pipe(Layer.provide([known, telemetry]), Layer.provideMerge(layerRunJournal())), {
  excludeTestServices: true
})("a server that asks who runs programs", (it) => {
  it.effect("refuses whoever brings no token, or a wrong one, and says which", () =>
    Effect.gen(function* () {
      for (const request of [run(), { ...run(), path: "/execute/async" }, upgrade("/ws")]) {
        const answer = yield* asked(request)
        assert.strictEqual(answer.status, 401)
        assert.strictEqual(problemType(answer), "unauthorized")
        assert.strictEqual(answer.headers["www-authenticate"], "Bearer")
      }
      for (const request of [
        run(bearer("secret-mallory")),
        upgrade("/ws?token=secret-mallory"),
        upgrade("/ws", bearer("secret-mallory"))
      ]) {
        const answer = yield* asked(request)
        assert.strictEqual(answer.status, 401)
        assert.strictEqual(answer.headers["www-authenticate"], 'Bearer error="invalid_token"')
      }
    })
  )

  it.effect("refuses before it looks at what is sent", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* asked({ ...run(), body: "no json" })).status, 401)
      assert.strictEqual((yield* asked({ ...run(bearer("secret-alice")), body: "no json" })).status, 400)
    })
  )

  it.effect("lets in whoever brings a token, and gives what they run to them", () =>
    Effect.gen(function* () {
      const { events } = yield* RunJournalMemory
      assert.strictEqual((yield* asked(run(bearer("secret-alice")))).status, 200)
      const { id, socket } = yield* connected("?token=secret-alice")
      const answer = yield* asked({
        ...run(bearer("secret-alice")),
        path: "/execute/async",
        body: JSON.stringify({ code: "hers", connection_id: id })
      })
      assert.strictEqual(answer.status, 202)
      while ((yield* Effect.promise(() => socket.next())).type !== "result");
      while (events().length < 6) yield* Effect.sleep("5 millis")
      assert.deepStrictEqual([...new Set(events().map(({ owner }) => owner))], [UserId.make("alice")])
      assert.sameMembers(
        events().map(({ _tag, way }) => `${way} ${_tag}`),
        ["sync", "async"].flatMap((way) => ["submitted", "started", "finished"].map((tag) => `${way} ${tag}`))
      )
    }).pipe(Effect.scoped)
  )

  it.effect("asks for nothing but the job's key where a job is read or cancelled", () =>
    Effect.gen(function* () {
      const { id, socket } = yield* connected("?token=secret-alice")
      const job_id = randomUUID()
      yield* asked({
        ...run(bearer("secret-alice")),
        path: "/execute/async",
        body: JSON.stringify({ code: "kept", connection_id: id, job_id, job_key: key })
      })
      while ((yield* Effect.promise(() => socket.next())).type !== "result");
      const path = `/jobs/${job_id}`
      const statuses: ReadonlyArray<readonly [Record<string, string>, number]> = [
        [{ "glissade-job-key": key }, 200],
        [{ "glissade-job-key": key, ...bearer("secret-alice") }, 200],
        [bearer(key), 200],
        // What the header says counts, also where it is wrong.
        [{ "glissade-job-key": `${key}0`, ...bearer(key) }, 404],
        [{ "glissade-job-key": "", ...bearer(key) }, 404],
        [bearer("secret-alice"), 404],
        [{}, 404]
      ]
      for (const [headers, status] of statuses) {
        assert.strictEqual((yield* asked({ path, headers })).status, status, JSON.stringify(headers))
      }
    }).pipe(Effect.scoped)
  )

  it.effect("tells everybody what it is and whether it is up", () =>
    Effect.gen(function* () {
      for (const path of ["/runtimes", "/health", "/openapi.json"]) {
        assert.strictEqual((yield* asked({ path })).status, 200)
      }
    })
  )

  it.effect("lets nobody in while tokens cannot be checked", () =>
    Effect.gen(function* () {
      for (const request of [run(bearer("secret-later")), upgrade("/ws?token=secret-later")]) {
        const answer = yield* asked(request)
        assert.strictEqual(answer.status, 503)
        assert.strictEqual(answer.headers["retry-after"], "2")
      }
    })
  )

  it.effect("says in its description that it needs a token to run programs, and a key for a job", () =>
    Effect.gen(function* () {
      const { text } = yield* asked({ path: "/openapi.json" })
      const { components, paths } = JSON.parse(text) as OpenApi.OpenAPISpec
      const { job_key, token } = components.securitySchemes
      assert.deepInclude(token, { type: "http", scheme: "Bearer" })
      assert.deepInclude(job_key, { type: "apiKey", in: "header", name: "Glissade-Job-Key" })
      assert.deepStrictEqual(paths["/execute"]!.post!.security, [{ token: [] }])
      assert.deepStrictEqual(paths["/execute/async"]!.post!.security, [{ token: [] }])
      assert.deepStrictEqual(paths["/jobs/{job_id}"]!.get!.security, [{ job_key: [] }])
      assert.containsAllKeys(paths["/execute"]!.post!.responses, ["401", "429"])
    })
  )

  it.effect("shows no token and no key in what it logs, and in no span", () =>
    Effect.gen(function* () {
      spans.length = 0
      yield* connected("?token=secret-alice")
      yield* asked(upgrade("/ws?token=secret-mallory&x=1"))
      yield* asked(upgrade("/ws?token=secret-later"))
      yield* asked({ path: "/nowhere?token=secret-alice" })
      yield* asked(run(bearer("secret-alice")))
      yield* asked({ path: `/jobs/${randomUUID()}`, headers: { "glissade-job-key": key } })
      assert.isAbove(spans.length, 3)
      const seen = spans.map(({ attributes, name }) => `${name} ${JSON.stringify([...attributes])}`).join("\n")
      assert.include(seen, "/ws")
      for (const text of [seen, ...logged]) {
        assert.notInclude(text, "secret-")
        assert.notInclude(text, key)
      }
    }).pipe(Effect.scoped)
  )
})

layer(layerServer(echo, { allowedOrigins: ["https://docs.example"] }), { excludeTestServices: true })(
  "a server as it is started",
  (it) => {
    it.effect("lets everybody in, with a token or without one", () =>
      Effect.gen(function* () {
        for (const headers of [{}, bearer("anything")]) assert.strictEqual((yield* asked(run(headers))).status, 200)
        for (const query of ["", "?token=anything"]) yield* connected(query)
      }).pipe(Effect.scoped)
    )

    it.effect("says so in its description", () =>
      Effect.gen(function* () {
        const { paths } = JSON.parse((yield* asked({ path: "/openapi.json" })).text) as OpenApi.OpenAPISpec
        assert.deepStrictEqual(paths["/execute"]!.post!.security, [{}, { token: [] }])
      })
    )

    it.effect("says that it takes job keys in their own header, and lets allowed pages send it", () =>
      Effect.gen(function* () {
        const { features } = JSON.parse((yield* asked({ path: "/runtimes" })).text) as { features: Array<string> }
        assert.include(features, "job_key_header")
        const { headers } = yield* asked({
          method: "OPTIONS",
          path: `/jobs/${randomUUID()}`,
          headers: {
            origin: "https://docs.example",
            "access-control-request-method": "GET",
            "access-control-request-headers": "glissade-job-key"
          }
        })
        assert.include(headers["access-control-allow-headers"], "glissade-job-key")
      })
    )
  }
)

const spent = (retryAfterSeconds?: number) =>
  Layer.succeed(Quotas, {
    ...unlimited,
    admit: (user, { way }) =>
      Effect.fail(
        new QuotaExceeded({
          message: `${user.id ?? "nobody"} has had enough of ${way}`,
          ...(retryAfterSeconds !== undefined && { retryAfterSeconds })
        })
      )
  })

describe("a server whose quotas are used up", () => {
  for (const [seconds, header] of [
    [90, "90"],
    [undefined, undefined]
  ] as const) {
    it.live(`says so${seconds === undefined ? "" : ", and when to come again"}`, () =>
      Effect.gen(function* () {
        const { id } = yield* connected("")
        const submit = { ...run(), path: "/execute/async", body: JSON.stringify({ code: "x", connection_id: id }) }
        for (const [request, way] of [
          [run(), "sync"],
          [submit, "async"]
        ] as const) {
          const answer = yield* asked(request)
          assert.strictEqual(answer.status, 429)
          assert.strictEqual(problemType(answer), "quota-exceeded")
          assert.strictEqual(answer.headers["retry-after"], header)
          assert.include(answer.text, `bob has had enough of ${way}`)
        }
      }).pipe(
        Effect.scoped,
        Effect.provide(
          layerServer(echo).pipe(
            Layer.provide([spent(seconds), Layer.succeed(CurrentUser, { id: UserId.make("bob"), claims: {} })])
          )
        )
      )
    )
  }
})
