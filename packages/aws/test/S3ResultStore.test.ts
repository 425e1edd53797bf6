import { assert, describe, it } from "@effect/vitest"
import { resultBucket } from "@glissade/aws/AwsConfig"
import * as S3ResultStore from "@glissade/aws/S3ResultStore"
import { ResultStore } from "@glissade/core/ResultStore"
import { JobKeyHash } from "@glissade/protocol/Ids"
import { jobId, result } from "@glissade/testing/Fixtures"
import { resultStoreContract } from "@glissade/testing/ResultStoreContract"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as TestClock from "effect/testing/TestClock"
import type { Answer } from "./FakeAws.ts"
import { environment, fakeAws } from "./FakeAws.ts"
import { makeFakeS3 } from "./FakeS3.ts"

const bucket = "glissade-dev-results-1"
const stored = { keyHash: JobKeyHash.make("ab".repeat(32)), result: result("hello\n") }

const layerAt = (url: string) =>
  Layer.provide(S3ResultStore.layer, environment(url, { RESULT_BUCKET: bucket, AWS_ENDPOINT_URL: url }))

const layerOver = (answer: Answer) => Layer.unwrap(Effect.map(fakeAws(answer), ({ url }) => layerAt(url)))

const put = (url: string) =>
  Effect.flatMap(ResultStore, (store) => store.put(jobId(1), stored)).pipe(Effect.provide(layerAt(url)))

const get = (url: string) =>
  Effect.flatMap(ResultStore, (store) => store.get(jobId(1), stored.keyHash)).pipe(Effect.provide(layerAt(url)))

for (const mayList of [false, true]) {
  resultStoreContract(`S3, where the function may ${mayList ? "" : "not "}list the bucket,`, {
    layer: Layer.suspend(() => layerOver(makeFakeS3(bucket, { mayList }).answer)),
    live: true
  })
}

describe("a result in S3", () => {
  it.effect("is an object named after its job, with the key's hash and the time, and no key", () =>
    Effect.gen(function* () {
      const s3 = makeFakeS3(bucket)
      const { calls, url } = yield* fakeAws(s3.answer)
      yield* TestClock.adjust("1 minute")
      yield* put(url)
      assert.strictEqual(calls[0]!.method, "PUT")
      assert.strictEqual(calls[0]!.path.split("?")[0], `/${bucket}/results/${jobId(1)}/${stored.keyHash}`)
      const { key_hash, result, stored_at, ...rest } = JSON.parse(calls[0]!.body) as Record<string, unknown>
      assert.strictEqual(key_hash, stored.keyHash)
      assert.strictEqual(stored_at, 60_000)
      assert.include(result, { stdout: "hello\n", exit_code: 0 })
      assert.deepStrictEqual(rest, {})
    }).pipe(Effect.scoped)
  )

  it.effect("is there for 15 minutes, and then none though the object lies there still", () =>
    Effect.gen(function* () {
      const s3 = makeFakeS3(bucket)
      const { url } = yield* fakeAws(s3.answer)
      yield* put(url)
      yield* TestClock.adjust(15 * 60_000 - 1)
      assert.deepStrictEqual(yield* get(url), Option.some(stored))
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(yield* get(url), Option.none())
      assert.strictEqual(s3.objects.size, 1)
    }).pipe(Effect.scoped)
  )
})

describe("a fault of S3", () => {
  const xml = (code: string) => `<Error><Code>${code}</Code></Error>`
  const rows: ReadonlyArray<readonly [what: string, reply: ReturnType<Answer>, calls: number]> = [
    ["an error of its own", { status: 500, body: xml("InternalError") }, 2],
    ["too many requests", { status: 503, body: xml("SlowDown") }, 2],
    ["no answer", undefined, 2],
    ["a bucket that is not there", { status: 404, body: xml("NoSuchBucket") }, 1],
    ["credentials that have expired", { status: 400, body: xml("ExpiredToken") }, 1],
    ["a wrong signature", { status: 403, body: xml("SignatureDoesNotMatch") }, 1]
  ]
  for (const [what, reply, count] of rows) {
    it.live(`(${what}) leaves the store unavailable after ${count} ${count === 1 ? "call" : "calls"}`, () =>
      Effect.gen(function* () {
        for (const ask of [put, get]) {
          const { calls, url } = yield* fakeAws(() => reply)
          assert.strictEqual(
            (yield* Effect.flip<unknown, { readonly _tag: string }, never>(ask(url)))._tag,
            "ResultStoreUnavailable"
          )
          assert.strictEqual(calls.length, count)
        }
      }).pipe(Effect.scoped)
    )
  }

  it.live("that may not be written to is not taken for a result that is kept", () =>
    Effect.gen(function* () {
      const { url } = yield* fakeAws(() => ({ status: 403, body: xml("AccessDenied") }))
      assert.strictEqual((yield* Effect.flip(put(url)))._tag, "ResultStoreUnavailable")
    }).pipe(Effect.scoped)
  )

  for (const [what, first] of [
    ["an error of its own", { status: 500 }],
    ["no answer", undefined],
    ["a write at the same time", { status: 409, body: xml("ConditionalRequestConflict") }]
  ] as const) {
    it.live(`(${what}) that passes is made up for`, () =>
      Effect.gen(function* () {
        const s3 = makeFakeS3(bucket)
        const { calls, url } = yield* fakeAws((call, count) => (count % 2 === 1 ? first : s3.answer(call, count)))
        yield* put(url)
        assert.deepStrictEqual(yield* get(url), Option.some(stored))
        assert.strictEqual(calls.length, 4)
      }).pipe(Effect.scoped)
    )
  }

  it.live("(an object that is none of ours) is no result", () =>
    Effect.gen(function* () {
      const { url } = yield* fakeAws(() => ({ status: 200, body: '{"key_hash":"x"}' }))
      assert.strictEqual((yield* Effect.flip(get(url)))._tag, "ResultStoreUnavailable")
    }).pipe(Effect.scoped)
  )
})

describe("RESULT_BUCKET", () => {
  const read = (values: Record<string, string>) =>
    Effect.provideService(resultBucket, ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(values))

  for (const values of [{}, { RESULT_BUCKET: "" }]) {
    it.effect(`keeps no results with ${JSON.stringify(values)}`, () =>
      Effect.gen(function* () {
        const { calls, url } = yield* fakeAws(() => ({ status: 200 }))
        const store = yield* Effect.provide(
          ResultStore,
          Layer.provide(S3ResultStore.layer, environment(url, { ...values, AWS_ENDPOINT_URL: url }))
        )
        assert.isFalse(store.isOn)
        yield* store.put(jobId(1), stored)
        assert.deepStrictEqual(yield* store.get(jobId(1), stored.keyHash), Option.none())
        assert.strictEqual(calls.length, 0)
      }).pipe(Effect.scoped)
    )
  }

  for (const name of ["my.results", "Results", "ab", "results/", "a@example.org", "-results", "a".repeat(64)]) {
    it.effect(`cannot be ${JSON.stringify(name)}`, () =>
      Effect.gen(function* () {
        const { message } = yield* Effect.flip(read({ RESULT_BUCKET: name }))
        assert.include(message, `RESULT_BUCKET is ${JSON.stringify(name)}: it must be the name of an S3 bucket`)
      })
    )
  }
})
