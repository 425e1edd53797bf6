import { assert, describe, it } from "@effect/vitest"
import * as ApiGatewayPush from "@glissade/aws/ApiGatewayPush"
import { queueUrl, webSocketEndpoint } from "@glissade/aws/AwsConfig"
import * as SqsQueue from "@glissade/aws/SqsQueue"
import { Push } from "@glissade/core/Push"
import { Queue } from "@glissade/core/Queue"
import { Pong } from "@glissade/protocol/Message"
import { connectionId, job } from "@glissade/testing/Fixtures"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import { accepted, environment, fakeAws } from "./FakeAws.ts"

const send = (url: string) =>
  Effect.gen(function* () {
    const push = yield* Push
    const id = connectionId("JKJaXmPLvHcESHA=")
    yield* push.send(id, Pong.make({ connectionId: id }))
  }).pipe(Effect.provide(ApiGatewayPush.layer), Effect.provide(environment(url)))

const enqueue = (url: string) =>
  Effect.gen(function* () {
    const queue = yield* Queue
    yield* queue.enqueue(job(1), { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" })
  }).pipe(Effect.provide(SqsQueue.layer), Effect.provide(environment(url)))

describe("a push through API Gateway", () => {
  it.live("is a signed POST to the connection, its id encoded", () =>
    Effect.gen(function* () {
      const { calls, url } = yield* fakeAws(() => ({ status: 200 }))
      yield* send(url)
      assert.strictEqual(calls[0]!.path, "/dev/@connections/JKJaXmPLvHcESHA%3D")
      assert.strictEqual(calls[0]!.body, '{"type":"pong","connection_id":"JKJaXmPLvHcESHA="}')
      assert.match(
        calls[0]!.authorization!,
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/execute-api\//
      )
    }).pipe(Effect.scoped)
  )

  const rows: ReadonlyArray<readonly [number, string]> = [
    [410, "ConnectionGone"],
    [400, "ConnectionGone"],
    [429, "PushUnavailable"],
    [403, "PushUnavailable"],
    [500, "PushUnavailable"],
    [503, "PushUnavailable"]
  ]
  for (const [status, tag] of rows) {
    it.live(`that is answered with ${status} is ${tag}`, () =>
      Effect.gen(function* () {
        const { url } = yield* fakeAws(() => ({ status }))
        assert.strictEqual((yield* Effect.flip(send(url)))._tag, tag)
      }).pipe(Effect.scoped)
    )
  }

  it.live("that is not answered at all is unavailable", () =>
    Effect.gen(function* () {
      const { url } = yield* fakeAws(() => undefined)
      assert.strictEqual((yield* Effect.flip(send(url)))._tag, "PushUnavailable")
    }).pipe(Effect.scoped)
  )
})

describe("putting a job on SQS", () => {
  it.live("names its connection as the group, and job and attempt as the deduplication id", () =>
    Effect.gen(function* () {
      const { calls, url } = yield* fakeAws(accepted)
      yield* enqueue(url)
      const body = JSON.parse(calls[0]!.body) as Record<string, unknown>
      assert.strictEqual(calls[0]!.target, "AmazonSQS.SendMessage")
      assert.strictEqual(body.MessageGroupId, "connection-a")
      assert.strictEqual(body.MessageDeduplicationId, `${job(1).jobId}:1`)
      assert.deepStrictEqual(body.MessageAttributes, {
        traceparent: { DataType: "String", StringValue: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }
      })
    }).pipe(Effect.scoped)
  )

  it.live("is tried again when SQS is throttled or does not answer, and then accepted", () =>
    Effect.gen(function* () {
      const { calls, url } = yield* fakeAws((call, count) =>
        count === 1 ? undefined : count === 2 ? { status: 503 } : accepted(call)
      )
      yield* enqueue(url)
      assert.strictEqual(calls.length, 3)
    }).pipe(Effect.scoped)
  )

  it.live("fails when SQS stays away, and at once when it refuses", () =>
    Effect.gen(function* () {
      const away = yield* fakeAws(() => ({ status: 500 }))
      assert.strictEqual((yield* Effect.flip(enqueue(away.url)))._tag, "QueueUnavailable")
      assert.strictEqual(away.calls.length, 3)
      const refusing = yield* fakeAws(() => ({
        status: 400,
        body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no such queue"}'
      }))
      assert.strictEqual((yield* Effect.flip(enqueue(refusing.url)))._tag, "QueueUnavailable")
      assert.strictEqual(refusing.calls.length, 1)
    }).pipe(Effect.scoped)
  )
})

describe("the settings of the functions", () => {
  const read = <A, E>(setting: Effect.Effect<A, E>, values: Record<string, string>) =>
    Effect.provideService(setting, ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown(values))

  for (const [given, made] of [
    ["wss://a.execute-api.eu-west-1.amazonaws.com/dev", "https://a.execute-api.eu-west-1.amazonaws.com/dev"],
    ["https://a.execute-api.eu-west-1.amazonaws.com/dev/", "https://a.execute-api.eu-west-1.amazonaws.com/dev"],
    ["ws://127.0.0.1:4566/_aws/execute-api/a/dev", "http://127.0.0.1:4566/_aws/execute-api/a/dev"]
  ] as const) {
    it.effect(`take ${given} as WEBSOCKET_ENDPOINT`, () =>
      Effect.gen(function* () {
        assert.strictEqual(yield* read(webSocketEndpoint, { WEBSOCKET_ENDPOINT: given }), made)
      })
    )
  }

  const bad: ReadonlyArray<
    readonly [Effect.Effect<string, { readonly message: string }>, Record<string, string>, string]
  > = [
    [queueUrl, {}, "EXECUTION_QUEUE_URL is not set"],
    [queueUrl, { EXECUTION_QUEUE_URL: "" }, "EXECUTION_QUEUE_URL is not set"],
    [queueUrl, { EXECUTION_QUEUE_URL: "jobs.fifo" }, 'EXECUTION_QUEUE_URL is "jobs.fifo"'],
    [queueUrl, { EXECUTION_QUEUE_URL: "https://sqs.eu-west-1.amazonaws.com/1/jobs" }, "FIFO"],
    [webSocketEndpoint, {}, "WEBSOCKET_ENDPOINT is not set"],
    [webSocketEndpoint, { WEBSOCKET_ENDPOINT: "ftp://x" }, 'WEBSOCKET_ENDPOINT is "ftp://x"']
  ]
  for (const [setting, values, says] of bad) {
    it.effect(`say what is wrong with ${JSON.stringify(values)}`, () =>
      Effect.gen(function* () {
        assert.include((yield* Effect.flip(read(setting, values))).message, says)
      })
    )
  }
})
