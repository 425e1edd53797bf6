import { Client } from "@glissade/client/Client"
import * as AwsConfig from "@glissade/aws/AwsConfig"
import type { ClientOptions, Execution, Outcome, RunEvent } from "@glissade/client/Client"
import * as ApiGatewayPush from "@glissade/aws/ApiGatewayPush"
import { ServerMessage } from "@glissade/protocol/Message"
import { pushContract } from "@glissade/testing/PushContract"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { chromium } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Outputs } from "./Deployment.ts"
import { Deployment } from "./Deployment.ts"
import { executablePath, launchOptions } from "@glissade/test-kit/Browser"
import { clientConfig, Emulator } from "./Emulator.ts"
import { audience, Issuer } from "./Issuer.ts"

/**
 * What the emulator reads back wrongly, so that a second plan would change it again: alarms without some of their settings, and the empty
 * list of a headers policy. AWS returns what was written.
 */
const knownDrift: Readonly<Record<string, ReadonlyArray<string>>> = {
  aws_cloudwatch_composite_alarm: [
    "actions_enabled",
    "alarm_actions",
    "alarm_description",
    "insufficient_data_actions",
    "ok_actions"
  ],
  aws_cloudwatch_metric_alarm: ["actions_enabled", "alarm_description", "treat_missing_data"],
  aws_cloudfront_response_headers_policy: ["remove_headers_config"]
}

/** Composite alarms come back without their actions, so that they would be made anew. */
const knownActions: Readonly<Record<string, string>> = { aws_cloudwatch_composite_alarm: "delete,create" }

/** What an HTTP API answers where its Lambda authorizer refuses. */
const refusedStatus = 403

let emulator: Emulator
let deployment: Deployment
let outputs: Outputs
let apiUrl: string
let webSocketUrl: string
let destroyed = false

const newClient = (options: Partial<ClientOptions> = {}) => new Client({ apiUrl, webSocketUrl, ...options })

/** Polls a condition twice a second until it returns a value. */
const eventually = async <A>(look: () => Promise<A | undefined>, timeoutMs: number, what: string): Promise<A> => {
  const deadline = Date.now() + timeoutMs
  while (Date.now() < deadline) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(500)
  }
  throw new Error(`${what} did not come within ${timeoutMs} ms`)
}

const connected = async (client: Client): Promise<Client> => {
  client.connect()
  await eventually(async () => (client.status.phase === "ready" ? true : undefined), 20_000, "the connection")
  return client
}

const follow = async (
  execution: Execution,
  onEvent: (event: RunEvent) => void = () => {}
): Promise<{ readonly events: ReadonlyArray<RunEvent & { readonly at: number }>; readonly outcome: Outcome }> => {
  const events: Array<RunEvent & { readonly at: number }> = []
  for await (const event of execution) {
    events.push({ ...event, at: Date.now() })
    onEvent(event)
  }
  return { events, outcome: await execution.outcome }
}

const succeeded = (outcome: Outcome) => {
  if (outcome.type !== "result") throw new Error(`no result but ${JSON.stringify(outcome)}`)
  return outcome
}

beforeAll(async () => {
  emulator = await Emulator.start()
  deployment = new Deployment(emulator)
  outputs = await deployment.deploy()
  apiUrl = outputs.http_endpoint
  webSocketUrl = outputs.websocket_endpoint
})

afterAll(async () => {
  if (deployment !== undefined && !destroyed) await deployment.destroy().catch(() => {})
  emulator?.stop()
  deployment?.forget()
})

describe("the outputs", () => {
  it("have their names, and the endpoints their stage", () => {
    expect(outputs.http_endpoint).toBe(`${emulator.url}/_aws/execute-api/${outputs.http_api_id}/dev`)
    expect(outputs.websocket_endpoint).toBe(
      `${emulator.url.replace("http", "ws")}/_aws/execute-api/${outputs.websocket_api_id}/dev`
    )
    expect(outputs.execution_queue_url).toMatch(/\/glissade-dev-executions\.fifo$/)
    expect(outputs.dead_letter_queue_url).toMatch(/\/glissade-dev-dead-letters\.fifo$/)
  })
})

describe("the WebSocket API", () => {
  const exchange = (frame: string): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(webSocketUrl)
      const timer = setTimeout(() => reject(new Error(`no answer to ${frame}`)), 15_000)
      socket.addEventListener("open", () => socket.send(frame))
      socket.addEventListener("error", () => reject(new Error("the socket failed")))
      socket.addEventListener("message", ({ data }) => {
        clearTimeout(timer)
        socket.close()
        resolve(JSON.parse(String(data)) as Record<string, unknown>)
      })
    })

  it("answers a ping with the connection's id", async () => {
    const pong = await exchange('{"action":"ping"}')
    expect(pong).toMatchObject({ type: "pong" })
    expect(pong.connection_id).toMatch(/^[!-~]{1,128}$/)
  })

  it("answers an action that it does not know, through the default route", async () => {
    expect(await exchange('{"action":"dance"}')).toMatchObject({ type: "error" })
  })
})

/** A connection to the deployed WebSocket API, which has learned its id with a ping. */
const openConnection = async () => {
  const socket = new WebSocket(webSocketUrl)
  const frames: Array<ServerMessage> = []
  let wake = () => {}
  socket.addEventListener("message", ({ data }) => {
    frames.push(Schema.decodeUnknownSync(Schema.fromJsonString(ServerMessage))(data))
    wake()
  })
  await once(socket as never, "open")
  const receive = async (): Promise<ServerMessage> => {
    while (frames.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
    return frames.shift()!
  }
  socket.send('{"action":"ping"}')
  const pong = await receive()
  if (pong.type !== "pong") throw new Error(`no pong but ${JSON.stringify(pong)}`)
  return { socket, receive, connectionId: pong.connectionId }
}

/** The emulator takes pushes to a connection for a moment after it closed; AWS does not. */
const afterCloseMs = 3_000

pushContract("ApiGatewayPush on the emulator", {
  live: true,
  layer: Layer.unwrap(
    Effect.sync(() =>
      ApiGatewayPush.layer.pipe(
        Layer.provide(AwsConfig.layerWith(clientConfig)),
        Layer.provide(
          Layer.succeed(ConfigProvider.ConfigProvider, ConfigProvider.fromUnknown({ WEBSOCKET_ENDPOINT: webSocketUrl }))
        )
      )
    )
  ),
  connect: Effect.acquireRelease(Effect.promise(openConnection), ({ socket }) =>
    Effect.sync(() => socket.close())
  ).pipe(
    Effect.map(({ connectionId, receive, socket }) => ({
      connectionId,
      receive: Effect.promise(receive),
      close: Effect.promise(async () => {
        socket.close()
        await sleep(afterCloseMs)
      })
    }))
  )
})

describe("a run over the WebSocket", () => {
  const programs = [
    ["python", "import time\nfor n in range(3):\n    print(n, flush=True)\n    time.sleep(0.4)\n"],
    ["javascript", 'console.log("one")\nconst end = Date.now() + 600\nwhile (Date.now() < end);\nconsole.log("two")\n'],
    ["typescript", "const answer: number = 6 * 7\nconsole.log(answer)\n"]
  ] as const
  const expected = { python: "0\n1\n2\n", javascript: "one\ntwo\n", typescript: "42\n" }

  it.for(programs)("streams %s", async ([language, code]) => {
    const client = await connected(newClient())
    const { events, outcome } = await follow(client.execute({ language, code }))
    client.close()
    const { result, route } = succeeded(outcome)
    expect(route).toBe("live")
    expect(result).toMatchObject({ status: "success", language, stdout: expected[language] })
    const pieces = events.filter((event) => event.type === "output")
    expect(pieces.map(({ data }) => data).join("")).toBe(expected[language])
    if (language !== "typescript") {
      expect(pieces.length).toBeGreaterThan(1)
      expect(pieces.at(-1)!.at - pieces[0]!.at).toBeGreaterThan(300)
    }
  })

  it("is a result even if the program fails", async () => {
    const client = await connected(newClient())
    const { outcome } = await follow(client.execute({ language: "python", code: "1 / 0" }))
    client.close()
    expect(succeeded(outcome).result).toMatchObject({ status: "error", exitCode: 1 })
  })
})

describe("the HTTP API", () => {
  it("takes a client that has no WebSocket", async () => {
    const client = newClient({ webSocketUrl: null })
    const { outcome } = await follow(client.execute({ code: "print(sum(range(10)))" }))
    client.close()
    expect(succeeded(outcome)).toMatchObject({ route: "http", result: { status: "success", stdout: "45\n" } })
  })

  it("takes over by itself when the WebSocket cannot be reached", async () => {
    const client = newClient({ webSocketUrl: "ws://127.0.0.1:9/nobody" })
    const { outcome } = await follow(client.execute({ language: "javascript", code: "console.log(6 * 7)" }))
    client.close()
    expect(succeeded(outcome)).toMatchObject({ route: "http", result: { stdout: "42\n" } })
  })

  it.for(["/runtimes", "/runtimes/sql/examples", "/health", "/openapi.json"])("answers GET %s", async (path) => {
    const response = await fetch(`${apiUrl}${path}`)
    expect(response.status).toBe(200)
    expect(response.headers.get("content-type")).toMatch(/json/)
  })

  it("says what is wrong with a request", async () => {
    const response = await fetch(`${apiUrl}/execute`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ language: "cobol", code: "" })
    })
    expect(response.status).toBe(422)
    expect(response.headers.get("content-type")).toMatch(/problem\+json/)
  })
})

describe("a poison message", () => {
  it("ends among the dead letters, and other groups go on meanwhile", async () => {
    await emulator.call("AmazonSQS.SendMessage", {
      QueueUrl: outputs.execution_queue_url,
      MessageBody: "this is no job",
      MessageGroupId: "poison",
      MessageDeduplicationId: "poison-1"
    })
    const client = await connected(newClient())
    const { outcome } = await follow(client.execute({ language: "javascript", code: 'console.log("still here")' }))
    client.close()
    expect(succeeded(outcome)).toMatchObject({ route: "live", result: { stdout: "still here\n" } })

    const dead = await eventually(
      async () => {
        const { Messages = [] } = await emulator.call<{
          readonly Messages?: ReadonlyArray<{ readonly Body: string; readonly ReceiptHandle: string }>
        }>("AmazonSQS.ReceiveMessage", { QueueUrl: outputs.dead_letter_queue_url, WaitTimeSeconds: 1 })
        return Messages[0]
      },
      // Hidden for 5, 10, 20 and 40 s between its receives.
      150_000,
      "the dead letter"
    )
    expect(dead.Body).toBe("this is no job")
    await emulator.call("AmazonSQS.DeleteMessage", {
      QueueUrl: outputs.dead_letter_queue_url,
      ReceiptHandle: dead.ReceiptHandle
    })
  }, 180_000)
})

describe("a worker that is killed", () => {
  const setVisibility = (seconds: string) =>
    emulator.call("AmazonSQS.SetQueueAttributes", {
      QueueUrl: outputs.execution_queue_url,
      Attributes: { VisibilityTimeout: seconds }
    })

  it("leaves its job to the redelivery, which finishes it", async () => {
    const { Attributes } = await emulator.call<{ readonly Attributes: { readonly VisibilityTimeout: string } }>(
      "AmazonSQS.GetQueueAttributes",
      { QueueUrl: outputs.execution_queue_url, AttributeNames: ["VisibilityTimeout"] }
    )
    // The message of a worker that died is delivered again after the visibility timeout: minutes, too long to wait for here.
    await setVisibility("10")
    const client = await connected(newClient())
    let killed = 0
    const { events, outcome } = await follow(
      client.execute({
        language: "python",
        code: 'import time\nprint("begun", flush=True)\ntime.sleep(4)\nprint("done")\n',
        limits: { timeoutMs: 20_000 }
      }),
      (event) => {
        if (killed === 0 && event.type === "output") killed = emulator.killFunction("glissade-dev-worker")
      }
    )
    client.close()
    await setVisibility(Attributes.VisibilityTimeout)
    expect(killed).toBeGreaterThan(0)
    expect(succeeded(outcome)).toMatchObject({ route: "live", result: { status: "success", stdout: "begun\ndone\n" } })
    expect(events.filter((event) => event.type === "restart")).toHaveLength(1)
  })
})

describe("the page", () => {
  const domain = () => new URL(outputs.web_url).hostname

  it("is behind a distribution that leads to TLS and sets what a browser is to enforce", async () => {
    const plain = await emulator.getFromDistribution(domain(), "/")
    expect(plain.status).toBe(301)
    expect(plain.headers.location).toBe(`${outputs.web_url}/`)
    const { headers } = await emulator.getFromDistribution(domain(), "/", { "x-forwarded-proto": "https" })
    expect(headers).toMatchObject({
      "content-security-policy": expect.stringContaining("default-src 'self'"),
      "strict-transport-security": expect.stringContaining("max-age="),
      "x-content-type-options": "nosniff"
    })
  })

  /** Read from the bucket: the emulator's distribution uses plain HTTP here, also to the bucket, whose policy rightly refuses that. */
  it("has its files with their types, and knows where its APIs are", async () => {
    const buckets = await emulator.get("/", "s3")
    const bucket = /glissade-dev-web-[0-9a-z]+/.exec(buckets)?.[0]
    const page = await fetch(`${emulator.url}/${bucket}/index.html`)
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8")
    expect(page.headers.get("cache-control")).toBe("no-cache")
    const script = /assets\/[^"]+\.js/.exec(await page.text())?.[0]
    const asset = await fetch(`${emulator.url}/${bucket}/${script}`)
    expect(asset.headers.get("content-type")).toBe("text/javascript; charset=utf-8")
    expect(asset.headers.get("cache-control")).toContain("immutable")
    await asset.body?.cancel()
    const config = await fetch(`${emulator.url}/${bucket}/config.json`)
    expect(await config.json()).toEqual({ webSocketUrl })
  })
})

describe("what operators see", () => {
  it("is a dashboard and an alarm for each thing that can go wrong", async () => {
    const dashboard = await emulator.query("monitoring", { Action: "GetDashboard", DashboardName: "glissade-dev" })
    expect(dashboard).toContain("ApproximateAgeOfOldestMessage")
    const alarms = await emulator.query("monitoring", {
      Action: "DescribeAlarms",
      "AlarmTypes.member.1": "MetricAlarm",
      "AlarmTypes.member.2": "CompositeAlarm"
    })
    for (const name of ["dead-letters", "jobs-wait", "http-faults", "worker-errors", "worker-throttles", "urgent"]) {
      expect(alarms).toContain(`glissade-dev-${name}`)
    }
  })

  it("is logs that say what failed, and hold nothing of what people wrote or what it printed", async () => {
    const { events } = await emulator.call<{ readonly events: ReadonlyArray<{ readonly message: string }> }>(
      "Logs_20140328.FilterLogEvents",
      { logGroupName: "/aws/lambda/glissade-dev-worker" }
    )
    const text = events.map(({ message }) => message).join("\n")
    expect(text).toContain("the message's body is not a job")
    for (const secret of ["still here", "begun", "time.sleep", "6 * 7", "this is no job"])
      expect(text).not.toContain(secret)
  })
})

describe("Terraform", () => {
  it("finds nothing to change but what the emulator reads back wrongly", async () => {
    const drift = await deployment.plan()
    const unknown = drift.filter(
      ({ actions, attributes, type }) =>
        actions.join() !== (knownActions[type] ?? "update") ||
        !attributes.every((name) => knownDrift[type]?.includes(name))
    )
    expect(unknown).toEqual([])
  })

  it("moves a function forward with a change, and back with a variable", { timeout: 180_000 }, async () => {
    const live = async (name: string) => {
      const alias = await emulator.get(`/2015-03-31/functions/glissade-dev-${name}/aliases/live`, "lambda")
      return (JSON.parse(alias) as { readonly FunctionVersion: string }).FunctionVersion
    }
    expect([await live("api"), await live("worker")]).toEqual(["1", "1"])
    await deployment.deploy({ service: { xray: true } })
    expect([await live("api"), await live("worker")]).toEqual(["2", "2"])
    await deployment.deploy({ service: { xray: true, live_versions: { api: "1" }, new_version_weight: 0.25 } })
    expect([await live("api"), await live("worker")]).toEqual(["1", "2"])
    expect(await emulator.get("/2015-03-31/functions/glissade-dev-api/aliases/live", "lambda")).toMatch(
      /"AdditionalVersionWeights": ?\{"2": ?0.25\}/
    )
    expect((await fetch(`${apiUrl}/health`)).status).toBe(200)
  })

  it("refuses a second deployment under the same name before it touches anything", { timeout: 120_000 }, async () => {
    const second = new Deployment(emulator)
    await expect(second.deploy()).rejects.toThrow(/ParameterAlreadyExists/)
    expect((await second.resources()).filter((address) => address.startsWith("aws_"))).toEqual([])
    second.forget()
    expect(await fetch(`${apiUrl}/health`).then(({ status }) => status)).toBe(200)
  })

  it("refuses its state in another region, with another prefix, and an open prod", { timeout: 120_000 }, async () => {
    await expect(deployment.deploy({ deployment: { region: "eu-west-1" } })).rejects.toThrow(
      /belongs to glissade-dev in account 000000000000,\s+region us-east-1/
    )
    const prod = new Deployment(emulator, "prod")
    await expect(prod.deploy()).rejects.toThrow(/prod would be open to everybody/)
    prod.forget()
  })
})

describe("a deployment with an issuer of tokens", () => {
  let issuer: Issuer

  beforeAll(async () => {
    issuer = await Issuer.start()
    await deployment.deploy({
      service: { jwt_issuer: issuer.url, jwt_audience: audience, cors_origins: ["https://example.org"] }
    })
  }, 180_000)

  afterAll(() => issuer?.stop())

  const program = { code: 'print("let in")' }

  const outcomeWith = async (options: Partial<ClientOptions>): Promise<Outcome> => {
    const client = newClient(options)
    const outcome = await client.execute(program).outcome
    client.close()
    return outcome
  }

  it("runs programs for the project's client that was given a token, over the WebSocket and over HTTP", async () => {
    const token = await issuer.sign("ada")
    for (const given of [token, () => Promise.resolve(token)]) {
      const client = await connected(newClient({ token: given }))
      const { outcome } = await follow(client.execute(program))
      client.close()
      expect(succeeded(outcome)).toMatchObject({ route: "live", result: { stdout: "let in\n" } })
    }
    expect(succeeded(await outcomeWith({ token, webSocketUrl: null }))).toMatchObject({
      route: "http",
      result: { stdout: "let in\n" }
    })
  })

  it("asks for a token anew where the first one has expired", async () => {
    const tokens = [await issuer.sign("ada", { expires: "-2 minutes" }), await issuer.sign("ada")]
    const token = () => (tokens.length > 1 ? tokens.shift() : tokens[0])
    expect(succeeded(await outcomeWith({ token, webSocketUrl: null })).result).toMatchObject({ stdout: "let in\n" })
  })

  /** Both gateways' answers to a token in the header, in the query, and by WebSocket. */
  const gateways = async (token: string | undefined) => {
    const call = (query: string, headers: Readonly<Record<string, string>>) =>
      fetch(`${apiUrl}/execute${query}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(program)
      }).then(({ status }) => status)
    const query = token === undefined ? "" : `?token=${token}`
    const socket = new WebSocket(`${webSocketUrl}${query}`)
    const opened = await Promise.race(["open", "error"].map((type) => once(socket as never, type).then(() => type)))
    socket.close()
    const header: Readonly<Record<string, string>> = token === undefined ? {} : { authorization: `Bearer ${token}` }
    return { header: await call("", header), query: await call(query, {}), socket: opened }
  }
  const letIn = { header: 200, query: 200, socket: "open" }
  const refused = { header: refusedStatus, query: refusedStatus, socket: "error" }

  it("asks both gateways the same: whoever has an access token is let in, and nobody else", async () => {
    const stranger = await Issuer.start()
    const table = {
      "an access token": [await issuer.sign("ada"), letIn],
      "one with a client id and no audience": [
        await issuer.sign("ada", { audience: null, client_id: audience }),
        letIn
      ],
      "one of another client, with no audience": [
        await issuer.sign("ada", { audience: null, client_id: "x" }),
        refused
      ],
      "one for another audience, and the right client": [
        await issuer.sign("ada", { audience: "x", client_id: audience }),
        refused
      ],
      "an ID token": [await issuer.sign("ada", { at_hash: "x" }), refused],
      "an opaque token": ["0123456789abcdef", refused],
      "an expired one": [await issuer.sign("ada", { expires: "-2 minutes" }), refused],
      "one that has expired just now by another clock": [await issuer.sign("ada", { expires: "-20 seconds" }), letIn],
      "a stranger's": [await stranger.sign("ada"), refused],
      none: [undefined, refused]
    } as const
    const answers: Record<string, unknown> = {}
    for (const [what, [token]] of Object.entries(table)) answers[what] = await gateways(token)
    stranger.stop()
    expect(answers).toEqual(Object.fromEntries(Object.entries(table).map(([what, [, expected]]) => [what, expected])))
  })

  it("tells everybody its languages, and lets the pages that are named send tokens and job keys", async () => {
    expect((await fetch(`${apiUrl}/runtimes`)).status).toBe(200)
    const preflight = await fetch(`${apiUrl}/execute`, {
      method: "OPTIONS",
      headers: { origin: "https://example.org", "access-control-request-method": "POST" }
    })
    const allowed = preflight.headers.get("access-control-allow-headers")?.toLowerCase()
    expect(allowed).toContain("authorization")
    expect(allowed).toContain("glissade-job-key")
  })

  it.skipIf(executablePath === undefined)("runs programs for its page that was given a token", async () => {
    const buckets = await emulator.get("/", "s3")
    const bucket = /glissade-dev-web-[0-9a-z]+/.exec(buckets)?.[0]
    // For the browser the page has another origin, and the emulator runs on its own machine.
    const args = ["--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets"]
    const browser = await chromium.launch({ ...launchOptions, args: [...(launchOptions.args ?? []), ...args] })
    try {
      const context = await browser.newContext({ serviceWorkers: "block" })
      const page = await context.newPage()
      // Served at its own URL, as the distribution does it, which has no TLS on the emulator and leads to no API there.
      await page.route(`${outputs.web_url}/**`, async (route) => {
        const request = route.request()
        const { pathname } = new URL(request.url())
        if (/^\/(?:execute|runtimes|health)/.test(pathname)) {
          const { "content-type": type = "", authorization = "" } = request.headers()
          const answer = await fetch(`${apiUrl}${pathname}`, {
            method: request.method(),
            headers: { "content-type": type, authorization },
            body: request.postData()
          })
          return route.fulfill({ status: answer.status, body: Buffer.from(await answer.arrayBuffer()) })
        }
        const file = await fetch(`${emulator.url}/${bucket}${pathname === "/" ? "/index.html" : pathname}`)
        await route.fulfill({
          status: file.status,
          contentType: file.headers.get("content-type") ?? "",
          body: Buffer.from(await file.arrayBuffer())
        })
      })
      await page.addInitScript(`glissadeToken = ${JSON.stringify(await issuer.sign("ada"))}`)
      await page.goto(`${outputs.web_url}/`)
      await page.locator(".connection").getByText("Live", { exact: true }).waitFor()
      await page.getByRole("button", { name: "Run", exact: true }).click()
      await page.locator(".output").getByText("5 squared is 25").waitFor()
      expect(await page.locator(".connection").textContent()).toBe("Live")
    } finally {
      await browser.close()
    }
  })
})

describe("Terraform, in the end,", () => {
  it("leaves nothing behind when it destroys", { timeout: 240_000 }, async () => {
    await deployment.destroy()
    destroyed = true
    expect(await deployment.resources()).toEqual([])
    const left = await Promise.all([
      emulator.get("/v2/apis", "apigateway"),
      emulator.get("/2015-03-31/functions/", "lambda"),
      emulator.get("/2020-05-31/distribution", "cloudfront"),
      emulator.get("/", "s3"),
      emulator.call("AmazonSQS.ListQueues", {}).then((answer) => JSON.stringify(answer)),
      emulator.call("Logs_20140328.DescribeLogGroups", {}).then((answer) => JSON.stringify(answer)),
      emulator.call("AmazonSSM.DescribeParameters", {}).then((answer) => JSON.stringify(answer)),
      emulator.query("iam", { Action: "ListRoles" }),
      emulator.query("monitoring", { Action: "DescribeAlarms" }),
      emulator.query("monitoring", { Action: "ListDashboards" })
    ])
    for (const answer of left) expect(answer).not.toContain("glissade")
  })
})
