/**
 * One invocation of a bundled function in a fresh process: `ColdStart.mjs <what> <folder> <address of AWS>`. JavaScript, because stripping
 * types would be a third of the measured time.
 */
const [what, folder, url] = process.argv.slice(2)

Object.assign(process.env, {
  EXECUTION_QUEUE_URL: `${url}/000000000000/jobs.fifo`,
  WEBSOCKET_ENDPOINT: `${url}/dev`,
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
  AWS_REGION: "eu-west-1"
})

const { handler } = await import(`${folder}${what.split("-")[0]}/index.mjs`)

const http = (path, body) => ({
  rawPath: path,
  rawQueryString: "",
  headers: { "content-type": "application/json" },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  isBase64Encoded: false,
  requestContext: { domainName: "x", stage: "$default", http: { method: body === undefined ? "GET" : "POST" } }
})

const job = {
  job_id: "0199a3f2-7b1c-7def-8123-456789abcdef",
  attempt: 1,
  connection_id: "c",
  submitted_at: 0,
  execution: {
    language: "python",
    code: "print(1)",
    stdin: "",
    args: [],
    files: [],
    limits: { timeout_ms: 10_000, memory_bytes: 268_435_456, output_bytes: 65_536 }
  }
}

const events = {
  api: http("/health"),
  "api-submit": http("/execute/async", { code: "print(1)", connection_id: "c" }),
  websocket: {
    requestContext: { connectionId: "c", eventType: "MESSAGE", routeKey: "ping" },
    body: '{"action":"ping"}'
  },
  execute: http("/execute", { code: "print(1)" }),
  worker: {
    Records: [
      {
        messageId: "1",
        receiptHandle: "1",
        body: JSON.stringify(job),
        attributes: { ApproximateReceiveCount: "1", MessageGroupId: "c" }
      }
    ]
  }
}

const answer = await handler(events[what], { getRemainingTimeInMillis: () => 75_000 })
const failures = answer.batchItemFailures
if ((answer.statusCode ?? 200) >= 300 || (failures !== undefined && failures.length > 0)) {
  throw new Error(JSON.stringify(answer))
}
process.exit(0)
