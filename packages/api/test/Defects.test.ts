import { assert, it } from "@effect/vitest"
import { broken, post, WebHandler } from "@glissade/test-kit/WebHandler"
import * as Effect from "effect/Effect"

it.live(
  "a request that fails for a reason of the server's own is answered with a problem, and what failed is not told",
  () =>
    Effect.gen(function* () {
      const handler = yield* WebHandler
      const response = yield* Effect.promise(() => handler(post(JSON.stringify({ code: broken }))))
      assert.strictEqual(response.status, 500)
      assert.strictEqual(response.headers.get("content-type"), "application/problem+json")
      const text = yield* Effect.promise(() => response.text())
      assert.include(text, "urn:glissade:problem:internal")
      assert.notInclude(text, broken)
    }).pipe(Effect.provide(WebHandler.layer))
)
