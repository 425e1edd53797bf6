import { assert, describe, it } from "@effect/vitest"
import type { HttpEvent } from "@glissade/aws/HttpEvent"
import { toEventResponse, toRequest } from "@glissade/aws/HttpEvent"
import { toDeliveries } from "@glissade/aws/SqsEvent"
import { answerEvent } from "@glissade/aws/WebSocketEvent"
import { gunzipSync, gzipSync } from "node:zlib"

/** An HTTP API event of payload format 2.0 as API Gateway sends it. */
const httpEvent = (changes: Partial<HttpEvent> = {}, stage = "$default", method = "POST"): HttpEvent =>
  ({
    version: "2.0",
    routeKey: "POST /execute/async",
    rawPath: "/execute/async",
    rawQueryString: "",
    cookies: [],
    headers: {
      accept: "*/*",
      "content-length": "41",
      "content-type": "application/json",
      host: "abc123.execute-api.eu-west-1.amazonaws.com",
      "x-amzn-trace-id": "Root=1-6566a1b2-0123456789abcdef01234567",
      "x-forwarded-for": "203.0.113.7",
      "x-forwarded-proto": "https"
    },
    requestContext: {
      accountId: "123456789012",
      apiId: "abc123",
      domainName: "abc123.execute-api.eu-west-1.amazonaws.com",
      domainPrefix: "abc123",
      http: { method, path: "/execute/async", protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "curl/8" },
      requestId: "JKJaXmPLvHcESHA=",
      routeKey: "POST /execute/async",
      stage,
      time: "24/Nov/2026:19:03:58 +0000",
      timeEpoch: 1_795_806_238_390
    },
    body: '{"code":"print(1)","connection_id":"c="}',
    isBase64Encoded: false,
    ...changes
  }) as HttpEvent

describe("an HTTP API event", () => {
  const rows: ReadonlyArray<readonly [string, HttpEvent, (request: Request) => unknown, unknown]> = [
    ["keeps its method", httpEvent(), (request) => request.method, "POST"],
    ["keeps its path", httpEvent(), (request) => new URL(request.url).pathname, "/execute/async"],
    [
      "loses the stage before its path",
      httpEvent({ rawPath: "/dev/execute/async" }, "dev"),
      (request) => new URL(request.url).pathname,
      "/execute/async"
    ],
    [
      "keeps a path that only begins like the stage",
      httpEvent({ rawPath: "/development" }, "dev"),
      (request) => new URL(request.url).pathname,
      "/development"
    ],
    [
      "is the root where there is the stage alone",
      httpEvent({ rawPath: "/dev" }, "dev"),
      (request) => new URL(request.url).pathname,
      "/"
    ],
    [
      "keeps its query",
      httpEvent({ rawQueryString: "a=1&a=2&b=%20" }),
      (request) => new URL(request.url).search,
      "?a=1&a=2&b=%20"
    ],
    ["keeps its headers", httpEvent(), (request) => request.headers.get("content-type"), "application/json"],
    ["has its cookies", httpEvent({ cookies: ["a=1", "b=2"] }), (request) => request.headers.get("cookie"), "a=1; b=2"],
    ["keeps its body", httpEvent(), (request) => request.text(), '{"code":"print(1)","connection_id":"c="}'],
    [
      "has its body out of base64",
      httpEvent({ body: Buffer.from("é☃").toString("base64"), isBase64Encoded: true }),
      (request) => request.text(),
      "é☃"
    ],
    ["has no body on GET", httpEvent({}, "$default", "GET"), (request) => request.text(), ""]
  ]
  for (const [what, event, read, expected] of rows) {
    it(what, async () => assert.deepStrictEqual(await read(toRequest(event)), expected))
  }
})

describe("the answer to an HTTP API event", () => {
  it("carries text as it is", async () => {
    const response = new Response('{"a":"é"}', { status: 202, headers: { "content-type": "application/problem+json" } })
    assert.deepStrictEqual(await toEventResponse(response), {
      statusCode: 202,
      headers: { "content-type": "application/problem+json" },
      cookies: [],
      body: '{"a":"é"}',
      isBase64Encoded: false
    })
  })

  it("carries everything else in base64, and cookies apart", async () => {
    const response = new Response(new Uint8Array([0, 255]), { headers: { "content-type": "image/png" } })
    response.headers.append("set-cookie", "a=1")
    response.headers.append("set-cookie", "b=2")
    const answer = await toEventResponse(response)
    assert.deepStrictEqual([answer.body, answer.isBase64Encoded, answer.cookies], ["AP8=", true, ["a=1", "b=2"]])
  })
})

describe("an answer that is compressed", () => {
  it("is carried in base64, though it is text when it is unpacked", async () => {
    const headers = { "content-type": "application/json", "content-encoding": "gzip" }
    const answer = await toEventResponse(new Response(gzipSync('{"a":"é"}'), { headers }))
    assert.isTrue(answer.isBase64Encoded)
    assert.strictEqual(gunzipSync(Buffer.from(answer.body, "base64")).toString(), '{"a":"é"}')
    assert.strictEqual(answer.headers["content-encoding"], "gzip")
  })
})

describe("an SQS event", () => {
  it("is deliveries in its order, with group, receive count and trace", () => {
    const record = {
      messageId: "11d6ee51-4cc7-4302-9e22-7cd8afdaadf5",
      receiptHandle: "AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw",
      body: "{}",
      attributes: {
        ApproximateReceiveCount: "2",
        SentTimestamp: "1573251510774",
        SequenceNumber: "18849496460467696128",
        MessageGroupId: "JKJaXmPLvHcESHA=",
        SenderId: "AIDAIO23YVJENQZJOL4VO",
        MessageDeduplicationId: "1",
        ApproximateFirstReceiveTimestamp: "1573251510774"
      },
      messageAttributes: {
        traceparent: {
          stringValue: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          stringListValues: [],
          binaryListValues: [],
          dataType: "String"
        }
      },
      md5OfBody: "e4e68fb7bd0e697a0ae8f1bb342846b3",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:jobs.fifo",
      awsRegion: "eu-west-1"
    }
    assert.deepStrictEqual(toDeliveries({ Records: [record] }), [
      {
        messageId: record.messageId,
        receiptHandle: record.receiptHandle,
        body: "{}",
        groupId: "JKJaXmPLvHcESHA=",
        receiveCount: 2,
        attributes: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" }
      }
    ])
  })
})

describe("a WebSocket API event", () => {
  const context = (eventType: "CONNECT" | "DISCONNECT" | "MESSAGE", routeKey: string) => ({
    routeKey,
    eventType,
    extendedRequestId: "JKJafG0jDoEF6Wg=",
    requestTime: "24/Nov/2026:19:03:58 +0000",
    messageDirection: "IN",
    stage: "dev",
    connectedAt: 1_795_806_238_390,
    requestTimeEpoch: 1_795_806_238_391,
    requestId: "JKJafG0jDoEF6Wg=",
    domainName: "abc123.execute-api.eu-west-1.amazonaws.com",
    connectionId: "JKJaXmPLvHcESHA=",
    apiId: "abc123"
  })
  const pong = '{"type":"pong","connection_id":"JKJaXmPLvHcESHA="}'

  it("is accepted when somebody connects or leaves", () => {
    assert.deepStrictEqual(answerEvent({ requestContext: context("CONNECT", "$connect") }), { statusCode: 200 })
    assert.deepStrictEqual(answerEvent({ requestContext: context("DISCONNECT", "$disconnect") }), { statusCode: 200 })
  })

  it("is answered with the connection's own id when it is a ping", () => {
    const event = { requestContext: context("MESSAGE", "ping"), body: '{"action":"ping"}', isBase64Encoded: false }
    assert.deepStrictEqual(answerEvent(event), { statusCode: 200, body: pong })
  })

  for (const body of ["", "nope", '{"action":"dance"}', "[1]"]) {
    it(`is answered with what to do when it is ${JSON.stringify(body)}`, () => {
      const answer = answerEvent({ requestContext: context("MESSAGE", "$default"), body, isBase64Encoded: false })
      assert.strictEqual(answer.statusCode, 200)
      assert.deepInclude(JSON.parse(answer.body!), { type: "error", code: "invalid_message" })
    })
  }

  it("is refused as binary when its body is base64", () => {
    const answer = answerEvent({ requestContext: context("MESSAGE", "$default"), body: "AAEC", isBase64Encoded: true })
    assert.include(answer.body, "binary")
  })
})
