import { assert, describe, it } from "@effect/vitest"
import { compressed, makeRepresentation, represent } from "@glissade/api/Representation"
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { brotliDecompressSync, gunzipSync } from "node:zlib"

const text = "a text that is worth compressing. ".repeat(100)
const identity = new TextEncoder().encode(text)

const representation = Effect.map(compressed(identity), (forms) =>
  makeRepresentation({ contentType: "text/plain", cacheControl: "no-cache", identity, compressed: forms })
)

const ask = Effect.fnUntraced(function* (headers: Record<string, string>) {
  const request = HttpServerRequest.fromWeb(new Request("http://localhost/", { headers }))
  const response = yield* Effect.provideService(
    represent(yield* representation),
    HttpServerRequest.HttpServerRequest,
    request
  )
  const web = HttpServerResponse.toWeb(response)
  const bytes = new Uint8Array(yield* Effect.promise(() => web.arrayBuffer()))
  return { status: web.status, headers: web.headers, bytes }
})

const decoders = { br: brotliDecompressSync, gzip: gunzipSync }

describe("a representation", () => {
  for (const [accepted, coding] of [
    ["gzip, deflate, br, zstd", "br"],
    ["gzip", "gzip"],
    ["br;q=0.5, gzip;q=0.8", "gzip"],
    ["br;q=0, *", "gzip"],
    ["*", "br"],
    ["GZIP", "gzip"],
    ["", null],
    ["identity", null],
    ["br;q=0, gzip;q=0", null],
    ["deflate", null]
  ] as const) {
    it.effect(`is ${coding ?? "not coded"} for whoever accepts ${accepted === "" ? "nothing" : accepted}`, () =>
      Effect.gen(function* () {
        const { bytes, headers } = yield* ask(accepted === "" ? {} : { "accept-encoding": accepted })
        assert.strictEqual(headers.get("content-encoding"), coding)
        assert.strictEqual(headers.get("vary"), "accept-encoding")
        assert.strictEqual(new TextDecoder().decode(coding === null ? bytes : decoders[coding](bytes)), text)
      })
    )
  }

  it.effect("is not sent again to whoever has it in the same coding", () =>
    Effect.gen(function* () {
      const brotli = { "accept-encoding": "br" }
      const etag = (yield* ask(brotli)).headers.get("etag")!
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
        const again = yield* ask({ ...brotli, "if-none-match": known })
        assert.strictEqual(again.status, 304)
        assert.lengthOf(again.bytes, 0)
        assert.strictEqual(again.headers.get("etag"), etag)
      }
      assert.strictEqual((yield* ask({ ...brotli, "if-none-match": '"other"' })).status, 200)
      assert.strictEqual((yield* ask({ "accept-encoding": "gzip", "if-none-match": etag })).status, 200)
    })
  )

  it.effect("has another tag for other bytes", () =>
    Effect.gen(function* () {
      const one = yield* representation
      const other = makeRepresentation({ ...one, identity: new TextEncoder().encode(`${text}!`) })
      assert.notStrictEqual(one.hash, other.hash)
    })
  )
})
