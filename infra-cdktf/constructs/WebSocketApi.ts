import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js"
import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer/index.js"
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration/index.js"
import { Apigatewayv2RouteResponse } from "@cdktf/provider-aws/lib/apigatewayv2-route-response/index.js"
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js"
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js"
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js"
import type { ITerraformDependable } from "cdktf"
import { Token } from "cdktf"
import { Construct } from "constructs"
import { onlyIf } from "../Counts.ts"
import { reference } from "../Hcl.ts"
import { number, numberOf, text } from "../settings/Variables.ts"
import { hasIssuer } from "./Functions.ts"
import type { LambdaFunction } from "./LambdaFunction.ts"
import type { Place } from "./Place.ts"

export interface WebSocketRoutes {
  readonly handler: LambdaFunction
  readonly authorizer: LambdaFunction
  /** What must exist before API Gateway can write logs. */
  readonly logsDependOn: ReadonlyArray<ITerraformDependable>
}

/**
 * Fields of the access log. A connection id is a capability, since whoever knows it can have output pushed there, so it is left out, and so
 * is the query string, which contains the token.
 */
const accessLogFormat = JSON.stringify({
  request_id: "$context.requestId",
  time: "$context.requestTimeEpoch",
  event: "$context.eventType",
  route: "$context.routeKey",
  status: "$context.status",
  ip: "$context.identity.sourceIp",
  error: "$context.error.message",
  integration_status: "$context.integrationStatus",
  integration_latency: "$context.integrationLatency"
})

/** `$connect` cannot answer with a message; these two can, through a route response. */
const twoWay = ["$default", "ping"]

/** The WebSocket API. Its routes are created after the functions, which need its URL. */
export class WebSocketApi extends Construct {
  readonly api: Apigatewayv2Api
  readonly #prefix: string
  readonly #stageName = text("environment")

  constructor(scope: Construct, id: string, { prefix }: Place) {
    super(scope, id)
    this.#prefix = prefix
    this.api = new Apigatewayv2Api(this, "api", {
      name: `${prefix}-websocket`,
      protocolType: "WEBSOCKET",
      routeSelectionExpression: "$request.body.action"
    })
  }

  /** The ARN of the stage's connections, to which the worker may post. */
  get connectionsArn(): string {
    return `${this.api.executionArn}/${this.#stageName}/POST/@connections/*`
  }

  /** Routes all events to a function, and creates the stage once all routes exist. */
  serve(routes: WebSocketRoutes): Apigatewayv2Stage {
    const { authorizer, handler, logsDependOn } = routes
    const apiId = this.api.id
    const integration = new Apigatewayv2Integration(this, "integration", {
      apiId,
      integrationType: "AWS_PROXY",
      integrationMethod: "POST",
      integrationUri: handler.alias.invokeArn,
      timeoutMilliseconds: 29_000
    })
    const target = `integrations/${integration.id}`
    const parts: Array<ITerraformDependable> = []

    parts.push(
      new Apigatewayv2Route(this, "connect", {
        apiId,
        routeKey: "$connect",
        target,
        ...this.#authorization(authorizer)
      }),
      new Apigatewayv2Route(this, "disconnect", { apiId, routeKey: "$disconnect", target })
    )
    for (const routeKey of twoWay) {
      const name = routeKey.replace("$", "")
      const route = new Apigatewayv2Route(this, name, {
        apiId,
        routeKey,
        target,
        routeResponseSelectionExpression: "$default"
      })
      const response = new Apigatewayv2RouteResponse(this, `${name}-response`, {
        apiId,
        routeId: route.id,
        routeResponseKey: "$default"
      })
      parts.push(route, response)
    }
    parts.push(handler.allowGateway("websocket-permission", `${this.api.executionArn}/${this.#stageName}/*`))

    const logs = new CloudwatchLogGroup(this, "access-logs", {
      name: `/aws/apigateway/${this.#prefix}-websocket`,
      retentionInDays: number("log_retention_days"),
      kmsKeyId: text("kms_key_arn")
    })
    return new Apigatewayv2Stage(this, "stage", {
      apiId,
      name: this.#stageName,
      autoDeploy: true,
      accessLogSettings: { destinationArn: logs.arn, format: accessLogFormat },
      defaultRouteSettings: {
        throttlingRateLimit: numberOf("websocket_throttle", "rate"),
        throttlingBurstLimit: numberOf("websocket_throttle", "burst"),
        detailedMetricsEnabled: Token.asAny(text("detailed_metrics")),
        // Execution logs would contain what people send.
        dataTraceEnabled: false,
        loggingLevel: "OFF"
      },
      dependsOn: [...parts, ...logsDependOn]
    })
  }

  /** A browser's WebSocket cannot send headers, so its token is in the query string. No identity source is required, so that the function decides. */
  #authorization(authorizer: LambdaFunction) {
    const requestAuthorizer = new Apigatewayv2Authorizer(this, "token-authorizer", {
      apiId: this.api.id,
      name: `${this.#prefix}-connect`,
      authorizerType: "REQUEST",
      authorizerUri: authorizer.alias.invokeArn
    })
    const permission = authorizer.allowGateway(
      "permission",
      `${this.api.executionArn}/authorizers/${requestAuthorizer.id}`
    )
    onlyIf(hasIssuer, requestAuthorizer, permission)
    return {
      authorizationType: `\${${hasIssuer} ? "CUSTOM" : "NONE"}`,
      authorizerId: reference(requestAuthorizer, "id")
    }
  }
}
