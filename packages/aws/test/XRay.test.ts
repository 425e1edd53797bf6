import { assert, describe, it } from "@effect/vitest"
import { handleBatch } from "@glissade/aws/Batch"
import type { HttpEvent } from "@glissade/aws/HttpEvent"
import { makeHttpFunction } from "../src/HttpFunction.ts"
import * as Sqs from "../src/Sqs.ts"
import { toDelivery } from "../src/SqsDelivery.ts"
import * as XRay from "../src/XRay.ts"
import { Queue } from "@glissade/core/Queue"
import * as SqsQueue from "@glissade/aws/SqsQueue"
import { job } from "@glissade/testing/Fixtures"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type { Call } from "./FakeAws.ts"
import { accepted, environment, fakeAws } from "./FakeAws.ts"

const root = "1-6566a1b2-0123456789abcdef01234567"
const header = `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`
const traceparent = "00-6566a1b20123456789abcdef01234567-53995c3f42cd8ad8-01"

const record = (attributes: object = {}, messageAttributes: Record<string, { stringValue?: string }> = {}) => ({
  messageId: "1",
  receiptHandle: "handle-1",
  body: "{}",
  attributes: { ApproximateReceiveCount: "1", MessageGroupId: "a", ...attributes },
  messageAttributes
})

/** What a message was sent with beside its body. */
const systemAttributesOf = ({ body }: Call): unknown =>
  (JSON.parse(body) as { readonly MessageSystemAttributes?: unknown }).MessageSystemAttributes

const enqueue = Effect.flatMap(Queue, (queue) => queue.enqueue(job(1)))

/** The environment of an invocation, as Lambda changes it with each. */
const invocation = (header: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      process.env._X_AMZN_TRACE_ID = header
    }),
    () => Effect.sync(() => delete process.env._X_AMZN_TRACE_ID)
  )

describe("X-Ray's trace header", () => {
  it.live("goes with a message that is sent while it holds, and none goes where there is none", () =>
    Effect.gen(function* () {
      const { calls, url } = yield* fakeAws(accepted)
      yield* Effect.gen(function* () {
        yield* Effect.provideService(enqueue, XRay.TraceHeader, header)
        yield* enqueue
      }).pipe(Effect.provide(SqsQueue.layer), Effect.provide(environment(url)))
      assert.deepStrictEqual(calls.map(systemAttributesOf), [
        { AWSTraceHeader: { DataType: "String", StringValue: header } },
        undefined
      ])
    }).pipe(Effect.scoped)
  )

  it.live("of an invocation holds for its request", () =>
    Effect.gen(function* () {
      const seen: Array<string | undefined> = []
      const runtime = ManagedRuntime.make(Layer.empty)
      const handler = makeHttpFunction(runtime, (_, context) => {
        seen.push(Context.get(context as Context.Context<never>, XRay.TraceHeader))
        return Promise.resolve(new Response())
      })
      const event = {
        rawPath: "/health",
        rawQueryString: "",
        headers: {},
        isBase64Encoded: false,
        requestContext: { domainName: "x", stage: "$default", http: { method: "GET" } }
      } satisfies HttpEvent
      yield* invocation(header)
      yield* Effect.promise(() => handler(event))
      yield* invocation("Root=2")
      yield* Effect.promise(() => handler(event))
      assert.deepStrictEqual(seen, [header, "Root=2"])
    }).pipe(Effect.scoped)
  )

  it.live("is read of a message that is received", () =>
    Effect.gen(function* () {
      const { calls, url } = yield* fakeAws(() => ({
        status: 200,
        body: JSON.stringify({
          Messages: [
            {
              MessageId: "1",
              ReceiptHandle: "handle-1",
              Body: "{}",
              MD5OfBody: "99914b932bd37a50b983c5e7c90ae93b",
              Attributes: { ApproximateReceiveCount: "1", MessageGroupId: "a", AWSTraceHeader: header },
              MessageAttributes: { note: { DataType: "String", StringValue: "b" } }
            }
          ]
        })
      }))
      const deliveries = yield* Effect.flatMap(Sqs.Sqs, (sqs) => sqs.receive).pipe(
        Effect.provide(Sqs.layer),
        Effect.provide(environment(url))
      )
      assert.deepStrictEqual(deliveries, [
        toDelivery(record({ AWSTraceHeader: header }, { note: { stringValue: "b" } }))
      ])
      assert.strictEqual(deliveries[0]!.traceHeader, header)
      assert.include(calls[0]!.body, '"AWSTraceHeader"')
    }).pipe(Effect.scoped)
  )

  it.effect("of a message holds while it is handled", () =>
    Effect.gen(function* () {
      const seen: Array<string | undefined> = []
      yield* handleBatch(
        [toDelivery(record({ AWSTraceHeader: header })), toDelivery({ ...record(), messageId: "2" })],
        () => Effect.map(XRay.TraceHeader, (held) => void seen.push(held))
      ).pipe(Effect.provideService(Sqs.Sqs, {} as never))
      assert.deepStrictEqual(seen, [header, undefined])
    })
  )

  it("of a message is its trace where it brings no traceparent", () => {
    assert.deepStrictEqual(toDelivery(record({ AWSTraceHeader: header })).attributes, { traceparent })
    const own = { traceparent: { stringValue: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } }
    assert.deepStrictEqual(toDelivery(record({ AWSTraceHeader: header }, own)).attributes, {
      traceparent: own.traceparent.stringValue
    })
  })

  for (const [given, id, parent] of [
    [header, root, traceparent],
    [`Root=${root};Parent=53995c3f42cd8ad8;Sampled=0`, root, traceparent.replace(/01$/, "00")],
    [`Self=1-1-1;Root=${root};Parent=53995c3f42cd8ad8;Lineage=a:0`, root, traceparent.replace(/01$/, "00")],
    [`Root=${root}`, root, undefined],
    ["", undefined, undefined]
  ] as const) {
    it(`${JSON.stringify(given)} is the trace ${id} and the parent ${parent}`, () => {
      assert.strictEqual(XRay.traceId(given), id)
      assert.strictEqual(XRay.toTraceParent(given), parent)
    })
  }
})
