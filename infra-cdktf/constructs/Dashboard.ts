import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js"
import { Construct } from "constructs"
import { expression, quote } from "../Hcl.ts"
import type { Watched } from "./Alarms.ts"

type Metric = readonly [namespace: string, name: string, ...dimensions: ReadonlyArray<string>]

/** The console's host in a partition. */
const hostIn = (partition: string) =>
  expression(
    `lookup({aws-cn = "console.amazonaws.cn", aws-us-gov = "console.amazonaws-us-gov.com"}, ${quote(partition)}, "console.aws.amazon.com")`
  )

export class Dashboard extends Construct {
  readonly url: string

  constructor(
    scope: Construct,
    id: string,
    { deadLettersName, functions, httpApiId, place, queueName, webSocketApiId }: Watched
  ) {
    super(scope, id)
    const { partition, prefix, region } = place
    const widget = (title: string, position: number, stat: string, metrics: ReadonlyArray<Metric>) => ({
      type: "metric",
      x: (position % 2) * 12,
      y: Math.floor(position / 2) * 6,
      width: 12,
      height: 6,
      properties: { title, region, stat, period: 60, view: "timeSeries", metrics }
    })
    const perFunction = (metric: string): ReadonlyArray<Metric> =>
      functions.map((name) => ["AWS/Lambda", metric, "FunctionName", `${prefix}-${name}`])
    const perGateway = (apiId: string, names: ReadonlyArray<string>): ReadonlyArray<Metric> =>
      names.map((name) => ["AWS/ApiGateway", name, "ApiId", apiId, "Stage", "${var.environment}"])
    new CloudwatchDashboard(this, "dashboard", {
      dashboardName: prefix,
      dashboardBody: JSON.stringify({
        widgets: [
          widget("Jobs waiting and dead letters", 0, "Maximum", [
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queueName],
            ["AWS/SQS", "ApproximateNumberOfMessagesNotVisible", "QueueName", queueName],
            ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", deadLettersName]
          ]),
          widget("Age of the oldest job (s)", 1, "Maximum", [
            ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", queueName]
          ]),
          widget("Invocations", 2, "Sum", perFunction("Invocations")),
          widget("Errors and throttles", 3, "Sum", [...perFunction("Errors"), ...perFunction("Throttles")]),
          widget("Duration, p95 (ms)", 4, "p95", perFunction("Duration")),
          widget("Concurrency", 5, "Maximum", perFunction("ConcurrentExecutions")),
          widget("HTTP answers", 6, "Sum", perGateway(httpApiId, ["Count", "4xx", "5xx"])),
          widget("HTTP latency, p95 (ms)", 7, "p95", perGateway(httpApiId, ["Latency", "IntegrationLatency"])),
          widget(
            "WebSocket",
            8,
            "Sum",
            perGateway(webSocketApiId, [
              "ConnectCount",
              "MessageCount",
              "ClientError",
              "ExecutionError",
              "IntegrationError"
            ])
          )
        ]
      })
    })
    this.url = `https://${region}.${hostIn(partition)}/cloudwatch/home?region=${region}#dashboards/dashboard/${prefix}`
  }
}
