import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js"
import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer/index.js"
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration/index.js"
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js"
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js"
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js"
import { Token } from "cdktf"
import { Construct } from "constructs"
import { onlyIf } from "../Counts.ts"
import { reference } from "../Hcl.ts"
import { list, number, numberOf, text } from "../settings/Variables.ts"
import type { Functions } from "./Functions.ts"
import { hasIssuer } from "./Functions.ts"
import type { LambdaFunction } from "./LambdaFunction.ts"
import type { Place } from "./Place.ts"

export interface HttpApiProps {
  readonly place: Place
  readonly functions: Functions
}

const executeRoute = "POST /execute"

const apiRoutes = [
  "POST /execute/async",
  "GET /runtimes",
  "GET /runtimes/{language}/examples",
  "GET /health",
  "GET /openapi.json"
]

/** Callers authenticate with the job's key, not a token. */
const resultRoute = "GET /jobs/{job_id}"

/** The routes' paths as CloudFront writes them: a parameter and what follows is a star. */
export const pathPatterns: ReadonlyArray<string> = [
  ...new Set([executeRoute, ...apiRoutes, resultRoute].map((route) => route.split(" ")[1]!.replace(/\{.+$/, "*")))
]

/** Fields of the access log: nothing that a person wrote, and no headers. */
const accessLogFormat = JSON.stringify({
  request_id: "$context.requestId",
  time: "$context.requestTimeEpoch",
  route: "$context.routeKey",
  status: "$context.status",
  ip: "$context.identity.sourceIp",
  bytes: "$context.responseLength",
  latency: "$context.responseLatency",
  integration_latency: "$context.integrationLatency",
  error: "$context.error.message",
  integration_error: "$context.integrationErrorMessage",
  authorizer_error: "$context.authorizer.error"
})

const headers = ["authorization", "content-type", "glissade-job-key", "if-match", "traceparent", "tracestate"]

/** The HTTP API: submitting goes to `api`, the synchronous call to `execute`. */
export class HttpApi extends Construct {
  readonly api: Apigatewayv2Api
  readonly stage: Apigatewayv2Stage
  readonly logGroup: CloudwatchLogGroup

  constructor(scope: Construct, id: string, { functions, place }: HttpApiProps) {
    super(scope, id)
    const { prefix } = place
    const stageName = text("environment")
    this.api = new Apigatewayv2Api(this, "api", { name: `${prefix}-http`, protocolType: "HTTP" })
    // The stack's own page calls the API at its own origin.
    this.api.addOverride("dynamic.cors_configuration", {
      for_each: "${length(var.cors_origins) > 0 ? [1] : []}",
      content: {
        allow_origins: list("cors_origins"),
        // AWS has no cancel route. CORS allows DELETE anyway, so browsers report 404 instead of a CORS error.
        allow_methods: '${var.result_store ? ["DELETE", "GET", "POST", "PUT"] : ["GET", "POST", "PUT"]}',
        allow_headers: headers,
        expose_headers: ["etag", "ratelimit", "ratelimit-policy", "retry-after"],
        max_age: 3600
      }
    })
    const apiId = this.api.id

    const integrate = (name: string, handler: LambdaFunction) => {
      handler.allowGateway("http-permission", `${this.api.executionArn}/${stageName}/*`)
      const integration = new Apigatewayv2Integration(this, `${name}-integration`, {
        apiId,
        integrationType: "AWS_PROXY",
        integrationMethod: "POST",
        integrationUri: handler.alias.invokeArn,
        payloadFormatVersion: "2.0",
        timeoutMilliseconds: 30_000
      })
      return `integrations/${integration.id}`
    }
    // No identity source is required and nothing is cached: the function sees callers without a token too, and a new token at once.
    const authorizer = new Apigatewayv2Authorizer(this, "token-authorizer", {
      apiId,
      name: `${prefix}-http`,
      authorizerType: "REQUEST",
      authorizerUri: functions.authorizer.alias.invokeArn,
      authorizerPayloadFormatVersion: "2.0",
      enableSimpleResponses: true,
      authorizerResultTtlInSeconds: 0
    })
    const permission = functions.authorizer.allowGateway(
      "http-permission",
      `${this.api.executionArn}/authorizers/${authorizer.id}`
    )
    onlyIf(hasIssuer, authorizer, permission)
    const route = (routeKey: string, target: string) =>
      new Apigatewayv2Route(this, routeKey.toLowerCase().replaceAll(/[^a-z]+/g, "-"), {
        apiId,
        routeKey,
        target,
        ...(routeKey.startsWith("POST ")
          ? {
              authorizationType: `\${${hasIssuer} ? "CUSTOM" : "NONE"}`,
              authorizerId: reference(authorizer, "id")
            }
          : { authorizationType: "NONE" })
      })

    const apiTarget = integrate("api", functions.api)
    const result = route(resultRoute, apiTarget)
    onlyIf("var.result_store", result)
    const routes = [
      ...apiRoutes.map((routeKey) => route(routeKey, apiTarget)),
      result,
      route(executeRoute, integrate("execute", functions.execute))
    ]

    this.logGroup = new CloudwatchLogGroup(this, "access-logs", {
      name: `/aws/apigateway/${prefix}-http`,
      retentionInDays: number("log_retention_days"),
      kmsKeyId: text("kms_key_arn")
    })
    const detailedMetricsEnabled = Token.asAny(text("detailed_metrics"))
    this.stage = new Apigatewayv2Stage(this, "stage", {
      apiId,
      name: stageName,
      autoDeploy: true,
      accessLogSettings: { destinationArn: this.logGroup.arn, format: accessLogFormat },
      defaultRouteSettings: {
        throttlingRateLimit: numberOf("http_throttle", "rate"),
        throttlingBurstLimit: numberOf("http_throttle", "burst"),
        detailedMetricsEnabled
      },
      routeSettings: [
        {
          routeKey: executeRoute,
          throttlingRateLimit: numberOf("execute_throttle", "rate"),
          throttlingBurstLimit: numberOf("execute_throttle", "burst"),
          detailedMetricsEnabled
        }
      ],
      dependsOn: [...routes, permission]
    })
  }
}
