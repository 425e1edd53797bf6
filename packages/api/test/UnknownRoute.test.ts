import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { WebHandler } from "@glissade/test-kit/WebHandler"

layer(WebHandler.layer, { excludeTestServices: true })("a request that no route takes", (it) => {
  for (const [method, path, status, type, allow] of [
    ["GET", "/nowhere", 404, "unknown-route", null],
    ["POST", "/nowhere", 404, "unknown-route", null],
    ["OPTIONS", "/nowhere", 404, "unknown-route", null],
    ["GET", "/execute", 405, "method-not-allowed", "POST"],
    ["PUT", "/execute", 405, "method-not-allowed", "POST"],
    ["OPTIONS", "/execute/async", 405, "method-not-allowed", "POST"],
    ["PATCH", "/jobs/0199a3f2-7b1c-7def-8123-456789abcdef", 405, "method-not-allowed", "GET, DELETE, HEAD"],
    ["POST", "/health?detail", 405, "method-not-allowed", "GET, HEAD"],
    ["DELETE", "/openapi.json", 405, "method-not-allowed", "GET, HEAD"],
    ["GET", "/health", 404, "unknown-route", null],
    ["GET", "/%zz", 400, "invalid-request", null],
    ["GET", "/jobs/%ff", 400, "invalid-request", null],
    ["GET", `/jobs/${"7".repeat(200)}`, 400, "invalid-request", null]
  ] as const) {
    it.effect(`is answered ${status} to ${method} ${path}${allow === null ? "" : `, which takes ${allow}`}`, () =>
      Effect.gen(function* () {
        const handler = yield* WebHandler
        const answer = yield* Effect.promise(() => handler(new Request(`http://localhost${path}`, { method })))
        const body = (yield* Effect.promise(() => answer.json())) as Record<string, unknown>
        assert.strictEqual(answer.status, status)
        assert.strictEqual(answer.headers.get("content-type"), "application/problem+json")
        assert.strictEqual(answer.headers.get("allow"), allow)
        assert.deepInclude(body, { status, type: `urn:glissade:problem:${type}` })
      })
    )
  }

  it.effect("has a short answer, however long its path", () =>
    Effect.gen(function* () {
      const handler = yield* WebHandler
      const url = `http://localhost/${"x".repeat(10_000)}`
      const text = yield* Effect.promise(async () => (await handler(new Request(url))).text())
      assert.isBelow(text.length, 1_000)
    })
  )
})
