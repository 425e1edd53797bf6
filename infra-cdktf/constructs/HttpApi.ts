import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js"
import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer/index.js"
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration/index.js"
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js"
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js"
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js"
import { Construct } from "constructs"
import type { Throttle } from "../environments.ts"
import type { Jwt } from "../Settings.ts"
import type { LambdaFunction } from "./LambdaFunction.ts"

export interface HttpApiProps {
  readonly prefix: string
  readonly stageName: string
  readonly api: LambdaFunction
  readonly execute: LambdaFunction
  readonly jwt: Jwt | undefined
  /** Whether results are kept and can be read. */
  readonly resultStore: boolean
  /** The origins whose pages may call the API. */
  readonly origins: ReadonlyArray<string>
  readonly throttle: Throttle
  readonly executeThrottle: Throttle
  readonly logRetentionDays: number
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

/** The HTTP API: submitting goes to `api`, the synchronous call to `execute`. */
export class HttpApi extends Construct {
  readonly api: Apigatewayv2Api
  readonly stage: Apigatewayv2Stage

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id)
    const { executeThrottle, jwt, origins, prefix, resultStore, stageName, throttle } = props
    this.api = new Apigatewayv2Api(this, "api", {
      name: `${prefix}-http`,
      protocolType: "HTTP",
      ...(origins.length === 0
        ? {}
        : {
            corsConfiguration: {
              allowOrigins: [...origins],
              // AWS has no cancel route. CORS allows DELETE anyway, so browsers report 404 instead of a CORS error.
              allowMethods: resultStore ? ["DELETE", "GET", "POST"] : ["GET", "POST"],
              allowHeaders: ["authorization", "content-type", "glissade-job-key", "traceparent", "tracestate"],
              exposeHeaders: ["retry-after"],
              maxAge: 3600
            }
          })
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
    const authorizer =
      jwt === undefined
        ? undefined
        : new Apigatewayv2Authorizer(this, "authorizer", {
            apiId,
            name: `${prefix}-jwt`,
            authorizerType: "JWT",
            identitySources: ["$request.header.Authorization"],
            jwtConfiguration: { issuer: jwt.issuer, audience: [jwt.audience] }
          })
    const route = (routeKey: string, target: string) =>
      new Apigatewayv2Route(this, routeKey.toLowerCase().replaceAll(/[^a-z]+/g, "-"), {
        apiId,
        routeKey,
        target,
        ...(authorizer !== undefined && routeKey.startsWith("POST ")
          ? { authorizationType: "JWT", authorizerId: authorizer.id }
          : { authorizationType: "NONE" })
      })

    const apiTarget = integrate("api", props.api)
    const routes = [
      ...[...apiRoutes, ...(resultStore ? [resultRoute] : [])].map((routeKey) => route(routeKey, apiTarget)),
      route(executeRoute, integrate("execute", props.execute))
    ]

    const logs = new CloudwatchLogGroup(this, "access-logs", {
      name: `/aws/apigateway/${prefix}-http`,
      retentionInDays: props.logRetentionDays
    })
    this.stage = new Apigatewayv2Stage(this, "stage", {
      apiId,
      name: stageName,
      autoDeploy: true,
      accessLogSettings: { destinationArn: logs.arn, format: accessLogFormat },
      defaultRouteSettings: {
        throttlingRateLimit: throttle.rate,
        throttlingBurstLimit: throttle.burst,
        detailedMetricsEnabled: true
      },
      routeSettings: [
        {
          routeKey: executeRoute,
          throttlingRateLimit: executeThrottle.rate,
          throttlingBurstLimit: executeThrottle.burst,
          detailedMetricsEnabled: true
        }
      ],
      dependsOn: routes
    })
  }
}
