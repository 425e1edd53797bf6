import type { Evaluated } from "../evaluate/Evaluated.ts"
import type { Fixed } from "./Usage.ts"

type Values = Readonly<Record<string, unknown>>

const ofType = ({ resources }: Evaluated, type: string): ReadonlyArray<Values> =>
  [...resources].flatMap(([path, values]) => (path.startsWith(`${type} `) ? [values] : []))

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0)

/** Metrics that API Gateway counts for a route of its two kinds of APIs. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html */
const metricsPerRoute = { http: 6, webSocket: 5 }

/** Counts what a deployment pays for in each month, from what Terraform makes of its settings. */
export const fixedOf = (evaluated: Evaluated): Fixed => {
  const all = (type: string) => ofType(evaluated, type)
  const stages = all("aws_apigatewayv2_stage")
  const isDetailed = stages.some(({ default_route_settings }) =>
    JSON.stringify(default_route_settings).includes('"detailed_metrics_enabled":true')
  )
  const routes = all("aws_apigatewayv2_route").map(({ route_key }) => String(route_key))
  const ofHttp = routes.filter((key) => key.includes(" /")).length
  const ready = all("aws_lambda_provisioned_concurrency_config")
  const memory = new Map(all("aws_lambda_function").map((one) => [one["function_name"], Number(one["memory_size"])]))
  return {
    // An alarm is billed by the metrics that its expression uses.
    alarmMetrics: all("aws_cloudwatch_metric_alarm").reduce(
      (sum, { metric_query }) => sum + Math.max(1, lengthOf(metric_query) - 1),
      0
    ),
    compositeAlarms: all("aws_cloudwatch_composite_alarm").length,
    dashboards: all("aws_cloudwatch_dashboard").length,
    keys: all("aws_kms_key").length,
    webAcls: all("aws_wafv2_web_acl").length,
    webAclRules: all("aws_wafv2_web_acl").reduce((sum, { rule }) => sum + lengthOf(rule), 0),
    provisionedGigabytes: ready.reduce(
      (sum, one) =>
        sum + (Number(one["provisioned_concurrent_executions"]) * (memory.get(one["function_name"]) ?? 0)) / 1024,
      0
    ),
    detailedMetrics: isDetailed
      ? ofHttp * metricsPerRoute.http + (routes.length - ofHttp) * metricsPerRoute.webSocket
      : 0,
    hasAuthorizer: all("aws_apigatewayv2_authorizer").length > 0,
    hasPage: all("aws_cloudfront_distribution").length > 0,
    keepsResults: all("aws_s3_bucket").some(({ bucket_prefix }) => String(bucket_prefix).endsWith("-results-")),
    traces: all("aws_lambda_function").some(({ tracing_config }) => JSON.stringify(tracing_config).includes("Active"))
  }
}
