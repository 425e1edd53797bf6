import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { AwsConfig } from "../src/AwsConfig.ts"
import type { PageFiles } from "../src/PageUpload.ts"
import { layer, PageUpload } from "../src/PageUpload.ts"
import { fakeAws } from "./FakeAws.ts"

const day = 24 * 60 * 60 * 1000

/** A bucket with some assets, since when they are unused, and the requests that it got, in their order. */
const bucketWith = Effect.fnUntraced(function* (
  files: PageFiles,
  assets: ReadonlyArray<string> = [],
  unused?: Readonly<Record<string, number>>
) {
  const requests: Array<string> = []
  const written: Record<string, string> = {}
  const { url } = yield* fakeAws(({ body, method, path }) => {
    const [key] = path.slice("/pages/".length).split("?")
    if (method !== "GET") {
      requests.push(`${method} ${key}`)
      if (method === "PUT") written[key!] = body
      return { status: method === "PUT" ? 200 : 204, body: "" }
    }
    if (key === "unused.json") {
      return unused === undefined
        ? { status: 404, body: "<Error><Code>NoSuchKey</Code></Error>" }
        : { status: 200, body: JSON.stringify(unused) }
    }
    // Two objects at a time, as S3 gives a thousand.
    const from = Number(/continuation-token=(\d+)/.exec(path)?.[1] ?? 0)
    const some = assets.slice(from, from + 2).map((name) => `<Contents><Key>${name}</Key></Contents>`)
    const more = from + 2 < assets.length ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : ""
    return { status: 200, body: `<ListBucketResult>${some.join("")}${more}</ListBucketResult>` }
  })
  const config = {
    endpoint: url,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" }
  }
  const context = yield* Layer.build(layer(files).pipe(Layer.provide(Layer.succeed(AwsConfig, config))))
  const { upload } = yield* Effect.provideContext(PageUpload, context)
  return { upload, requests, written }
})

const page: PageFiles = new Map([
  ["index.html", "<title>page</title>"],
  ["sw.js", "1"],
  ["favicon.svg", "<svg/>"],
  ["assets/index-2.js", "2"],
  ["assets/index-2.css", "3"]
])

const event = { bucket: "pages", config: { webSocketUrl: "wss://example.org" } }

describe("the upload of the page", () => {
  it.live("puts assets first and the page itself last, so that nobody gets half of it", () =>
    Effect.gen(function* () {
      const { requests, upload } = yield* bucketWith(page)
      assert.deepStrictEqual(yield* upload(event), { uploaded: 6, removed: 0 })
      const order = requests.map((request) => request.replace("PUT ", ""))
      assert.sameMembers(order.slice(0, 2), ["assets/index-2.js", "assets/index-2.css"])
      assert.sameMembers(order.slice(2, 4), ["favicon.svg", "config.json"])
      assert.deepStrictEqual(order.slice(4), ["sw.js", "index.html", "unused.json"])
    }).pipe(Effect.scoped)
  )

  it.live("keeps the assets of earlier releases for thirty days after they were last used", () =>
    Effect.gen(function* () {
      const now = Date.now()
      const assets = ["assets/index-0.js", "assets/index-1.js", "assets/index-2.js", "assets/just-replaced.js"]
      const since = { "assets/index-0.js": now - 31 * day, "assets/index-1.js": now - 29 * day, "assets/gone.js": 0 }
      const { requests, upload, written } = yield* bucketWith(page, assets, since)
      assert.deepStrictEqual(yield* upload(event), { uploaded: 6, removed: 1 })
      const removed = requests.filter((request) => request.startsWith("DELETE"))
      assert.deepStrictEqual(removed, ["DELETE assets/index-0.js"])
      const unused = JSON.parse(written["unused.json"]!) as Record<string, number>
      assert.sameMembers(Object.keys(unused), ["assets/index-1.js", "assets/just-replaced.js"])
      assert.strictEqual(unused["assets/index-1.js"], since["assets/index-1.js"])
      assert.isAtLeast(unused["assets/just-replaced.js"]!, now)
    }).pipe(Effect.scoped)
  )

  it.live("leaves the page as it was where an asset cannot be uploaded", () =>
    Effect.gen(function* () {
      const requests: Array<string> = []
      const { url } = yield* fakeAws(({ path }) => {
        requests.push(path.split("?")[0]!)
        return path.includes("assets")
          ? { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" }
          : { status: 200, body: "" }
      })
      const config = { endpoint: url, region: "eu-west-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } }
      const context = yield* Layer.build(layer(page).pipe(Layer.provide(Layer.succeed(AwsConfig, config))))
      const { upload } = yield* Effect.provideContext(PageUpload, context)
      const error = yield* Effect.flip(upload(event))
      assert.deepInclude(error, { _tag: "AwsFault", status: 403 })
      assert.notInclude(requests, "/pages/index.html")
    }).pipe(Effect.scoped)
  )

  it.live("refuses an event without a bucket, and a file whose type it does not know", () =>
    Effect.gen(function* () {
      const { upload } = yield* bucketWith(new Map([["a.unknown", ""]]))
      assert.include(String(yield* Effect.flip(upload({ config: {} }))), "bucket")
      const exit = yield* Effect.exit(upload(event))
      assert.include(String(exit), "a.unknown of the page has no content type")
    }).pipe(Effect.scoped)
  )
})
