import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { AwsConfig } from "../src/AwsConfig.ts"
import type { PageFiles } from "../src/PageUpload.ts"
import { layer, PageUpload } from "../src/PageUpload.ts"
import { fakeAws } from "./FakeAws.ts"

const day = 24 * 60 * 60 * 1000

interface Stored {
  readonly key: string
  readonly daysAgo: number
}

/** A bucket with some objects, and the requests that it got, in their order. */
const bucketWith = Effect.fnUntraced(function* (files: PageFiles, stored: ReadonlyArray<Stored> = []) {
  const requests: Array<string> = []
  const { url } = yield* fakeAws(({ method, path }) => {
    const [key] = path.slice("/pages/".length).split("?")
    if (method !== "GET") {
      requests.push(`${method} ${key}`)
      return { status: method === "PUT" ? 200 : 204, body: "" }
    }
    // Two objects at a time, as S3 gives a thousand.
    const from = Number(/continuation-token=(\d+)/.exec(path)?.[1] ?? 0)
    const some = stored.slice(from, from + 2).map(({ daysAgo, key: name }) => {
      const at = new Date(Date.now() - daysAgo * day).toISOString()
      return `<Contents><Key>${name}</Key><LastModified>${at}</LastModified></Contents>`
    })
    const more = from + 2 < stored.length ? `<NextContinuationToken>${from + 2}</NextContinuationToken>` : ""
    return { status: 200, body: `<ListBucketResult>${some.join("")}${more}</ListBucketResult>` }
  })
  const config = {
    endpoint: url,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" }
  }
  const context = yield* Layer.build(layer(files).pipe(Layer.provide(Layer.succeed(AwsConfig, config))))
  const { upload } = yield* Effect.provideContext(PageUpload, context)
  return { upload, requests }
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
      assert.deepStrictEqual(order.slice(4), ["sw.js", "index.html"])
    }).pipe(Effect.scoped)
  )

  it.live("keeps the assets of earlier versions for thirty days, and what it uses for good", () =>
    Effect.gen(function* () {
      const { requests, upload } = yield* bucketWith(page, [
        { key: "assets/index-0.js", daysAgo: 31 },
        { key: "assets/index-1.js", daysAgo: 29 },
        { key: "assets/index-2.js", daysAgo: 400 },
        { key: "assets/other-0.js", daysAgo: 90 }
      ])
      assert.deepStrictEqual(yield* upload(event), { uploaded: 6, removed: 2 })
      const removed = requests.filter((request) => request.startsWith("DELETE"))
      assert.sameMembers(removed, ["DELETE assets/index-0.js", "DELETE assets/other-0.js"])
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
