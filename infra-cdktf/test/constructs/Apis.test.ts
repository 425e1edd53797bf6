import { describe, expect, it } from "vitest"
import { both, evaluated, module } from "../../evaluate/Evaluations.ts"
import { blockOf, eachOf, resourceOf, resourcesOf } from "../Read.ts"
import { full as inputs } from "../../evaluate/Sets.ts"
import { placedAt, placedIn } from "../../evaluate/Stack.ts"

const { emulated, full, plain } = evaluated

const routesOf = (set: typeof plain, api: "http-api" | "websocket-api") =>
  [...resourcesOf(set, "aws_apigatewayv2_route")].flatMap(([path, { route_key }]) =>
    path.startsWith(`${api}/`) ? [String(route_key)] : []
  )

const httpRoutes = [
  "GET /health",
  "GET /openapi.json",
  "GET /runtimes",
  "GET /runtimes/{language}/examples",
  "POST /execute",
  "POST /execute/async"
]

describe("the APIs", () => {
  it("have their routes", () => {
    expect(routesOf(plain, "http-api").toSorted()).toEqual(httpRoutes)
    expect(routesOf(full, "http-api").toSorted()).toEqual([...httpRoutes, "GET /jobs/{job_id}"].toSorted())
    for (const set of [plain, full]) {
      expect(routesOf(set, "websocket-api").toSorted()).toEqual(["$connect", "$default", "$disconnect", "ping"])
    }
  })

  it("send POST /execute to execute, all else to api, and every event of a WebSocket to websocket", () => {
    for (const [path, { route_key, target }] of eachOf(full, "aws_apigatewayv2_route")) {
      const integration = resourceOf(
        full,
        "aws_apigatewayv2_integration",
        path.startsWith("websocket-api/")
          ? "websocket-api/integration"
          : `http-api/${route_key === "POST /execute" ? "execute" : "api"}-integration`
      )
      expect(target).toBe(`integrations/${String(integration.id)}`)
    }
    const uris = [...resourcesOf(full, "aws_apigatewayv2_integration")].map(([path, { integration_uri }]) => [
      path,
      integration_uri
    ])
    const alias = (name: string) => resourceOf(full, "aws_lambda_alias", `functions/${name}/live`).invoke_arn
    expect(Object.fromEntries(uris)).toEqual({
      "http-api/api-integration": alias("api"),
      "http-api/execute-integration": alias("execute"),
      "websocket-api/integration": alias("websocket")
    })
  })

  it("answer a ping and what is unknown on the socket itself", () => {
    expect(resourceOf(plain, "aws_apigatewayv2_api", "websocket-api/api").route_selection_expression).toBe(
      "$request.body.action"
    )
    expect([...resourcesOf(plain, "aws_apigatewayv2_route_response").keys()].toSorted()).toEqual([
      "websocket-api/default-response",
      "websocket-api/ping-response"
    ])
  })

  it("open the stage after the routes, and the WebSocket's after the role for its logs", () => {
    const ofApi = (type: string, api: string) =>
      placedIn(module.resource).filter((one) => one.type === type && one.path.startsWith(`${api}/`))
    for (const api of ["http-api", "websocket-api"]) {
      const [stage] = ofApi("aws_apigatewayv2_stage", api)
      const routes = ofApi("aws_apigatewayv2_route", api).map(({ address }) => address)
      expect(routes.length).toBeGreaterThan(3)
      expect(stage?.block.depends_on).toEqual(expect.arrayContaining(routes))
      if (api === "websocket-api") {
        expect(stage?.block.depends_on).toContain(
          placedAt(module, "aws_api_gateway_account", "gateway-log-role/account").address
        )
      }
    }
  })
})

describe.for(both)("the stages of %s", ([, set]) => {
  it("log who came but never what they sent", () => {
    for (const [, stage] of eachOf(set, "aws_apigatewayv2_stage")) {
      const { format } = blockOf(stage, "access_log_settings")
      expect(Object.keys(JSON.parse(String(format)) as object)).toContain("status")
      expect(format).not.toMatch(/connectionId|querystring|header|authorizer\.(?!error)/i)
    }
    expect(
      blockOf(resourceOf(set, "aws_apigatewayv2_stage", "websocket-api/stage"), "default_route_settings")
    ).toMatchObject({ data_trace_enabled: false, logging_level: "OFF" })
  })

  it("are throttled as is set", () => {
    const throttle = (path: string, block: string) => {
      const { throttling_burst_limit, throttling_rate_limit } = blockOf(
        resourceOf(set, "aws_apigatewayv2_stage", path),
        block
      )
      return { rate: throttling_rate_limit, burst: throttling_burst_limit }
    }
    expect({
      http: throttle("http-api/stage", "default_route_settings"),
      execute: throttle("http-api/stage", "route_settings"),
      websocket: throttle("websocket-api/stage", "default_route_settings")
    }).toEqual(
      set === plain
        ? { http: { rate: 50, burst: 100 }, execute: { rate: 5, burst: 10 }, websocket: { rate: 50, burst: 100 } }
        : { http: inputs.http_throttle, execute: inputs.execute_throttle, websocket: inputs.websocket_throttle }
    )
    expect(blockOf(resourceOf(set, "aws_apigatewayv2_stage", "http-api/stage"), "route_settings").route_key).toBe(
      "POST /execute"
    )
  })

  it("count by route, which AWS bills, only where that is asked for", () => {
    for (const [path, stage] of eachOf(set, "aws_apigatewayv2_stage")) {
      const settings = ["default_route_settings", ...(path === "http-api/stage" ? ["route_settings"] : [])]
      for (const block of settings) expect(blockOf(stage, block).detailed_metrics_enabled).toBe(set === full)
    }
  })
})

describe("pages of other origins", () => {
  const corsOf = (set: typeof plain) => resourceOf(set, "aws_apigatewayv2_api", "http-api/api").cors_configuration

  it("are refused by default: the stack's own page calls its own origin", () => {
    for (const set of [plain, emulated]) expect(corsOf(set)).toEqual([])
  })

  it("are admitted where they are named, and no others", () => {
    const cors = blockOf(resourceOf(full, "aws_apigatewayv2_api", "http-api/api"), "cors_configuration")
    expect(new Set(cors.allow_origins as ReadonlyArray<string>)).toEqual(new Set(inputs.cors_origins))
    expect(cors.allow_credentials ?? false).toBe(false)
    expect(cors.allow_headers).toEqual(expect.arrayContaining(["authorization", "glissade-job-key", "traceparent"]))
  })
})

describe("where the APIs are", () => {
  it("is their stages on AWS", () => {
    expect(plain.outputs).toMatchObject({
      http_endpoint: "https://http-api-stage.example/stage",
      websocket_endpoint: "wss://websocket-api-stage.example/stage"
    })
  })

  it("is their domains where there are some", () => {
    expect(full.outputs).toMatchObject({
      http_endpoint: "https://api.example.org",
      websocket_endpoint: "wss://ws.example.org"
    })
  })

  it("is the emulator where AWS_ENDPOINT_URL names one", () => {
    expect(emulated.outputs).toMatchObject({
      http_endpoint: "http://127.0.0.1:4566/_aws/execute-api/http-api-api/dev",
      websocket_endpoint: "ws://127.0.0.1:4566/_aws/execute-api/websocket-api-api/dev"
    })
  })
})
