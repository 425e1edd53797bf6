import { assert, describe, it } from "@effect/vitest"
import type { HttpEvent } from "@glissade/aws/HttpEvent"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { createHash } from "node:crypto"
import { makeHttpFunction } from "../src/HttpFunction.ts"
import { originSecretHash, originSecretHeader } from "../src/OriginSecret.ts"

const eventWith = (headers: HttpEvent["headers"]): HttpEvent => ({
  rawPath: "/health",
  rawQueryString: "",
  headers,
  isBase64Encoded: false,
  requestContext: { domainName: "x", stage: "$default", http: { method: "GET" } }
})

const hashOf = (setting: string) =>
  Effect.provide(
    originSecretHash,
    Layer.succeed(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown({ ORIGIN_SECRET_SHA256: setting }))
  )

const secret = "s3cret"
const hash = createHash("sha256").update(secret).digest("hex")

describe("a function that demands the distribution's secret", () => {
  it.live("answers whoever sends it, and nobody else", () =>
    Effect.gen(function* () {
      const handler = makeHttpFunction(
        ManagedRuntime.make(Layer.empty),
        () => Promise.resolve(new Response("ok")),
        yield* hashOf(hash)
      )
      const statusOf = (headers: HttpEvent["headers"]) => Effect.promise(() => handler(eventWith(headers)))
      assert.strictEqual((yield* statusOf({ [originSecretHeader]: secret })).statusCode, 200)
      for (const wrong of [undefined, "", "S3cret", hash]) {
        const { body, headers, statusCode } = yield* statusOf({ [originSecretHeader]: wrong })
        assert.strictEqual(statusCode, 403)
        assert.strictEqual(headers["content-type"], "application/problem+json")
        assert.include(body, "use the address of the page")
      }
    })
  )

  it.effect("reads its hash, or that none is demanded, and refuses what is no hash", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* hashOf(""), undefined)
      assert.strictEqual((yield* hashOf(hash))?.toString("hex"), hash)
      assert.include((yield* Effect.flip(hashOf(secret))).message, "64 hexadecimal digits")
    })
  )
})
