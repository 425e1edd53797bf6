import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js"
import type { CloudwatchMetricAlarmConfig } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js"
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js"
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription/index.js"
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js"
import { Construct } from "constructs"
import type { FunctionName } from "../environments.ts"
import type { LambdaFunction } from "./LambdaFunction.ts"
import type { Place } from "./Messaging.ts"

export interface ObservabilityProps {
  readonly prefix: string
  readonly place: Place
  readonly queueName: string
  readonly deadLettersName: string
  readonly functions: ReadonlyArray<readonly [FunctionName, LambdaFunction]>
  readonly httpApiId: string
  readonly webSocketApiId: string
  readonly stageName: string
  readonly oldestMessageSeconds: number
  readonly alarmEmail: string | undefined
  readonly alarmTopicArn: string | undefined
}

/** Maximum share of the HTTP API's responses that are 5xx, in percent. */
const httpFaultPercent = 1

type Metric = readonly [namespace: string, name: string, ...dimensions: ReadonlyArray<string>]

/** The alarms with their notifications, and the dashboard. `docs/operations.md` says what to do about each alarm. */
export class Observability extends Construct {
  readonly dashboardUrl: string

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id)
    const { deadLettersName, functions, httpApiId, place, prefix, queueName, stageName, webSocketApiId } = props
    const actions = this.#actions(props)
    const region = place.region.id

    const alarm = (
      name: string,
      config: Omit<CloudwatchMetricAlarmConfig, "alarmName" | "evaluationPeriods"> & { evaluationPeriods?: number }
    ) =>
      new CloudwatchMetricAlarm(this, name, {
        evaluationPeriods: 1,
        treatMissingData: "notBreaching",
        alarmActions: actions,
        okActions: actions,
        ...config,
        alarmName: `${prefix}-${name}`
      })

    alarm("dead-letters", {
      alarmDescription: "Jobs could not be handled in five deliveries. docs/operations.md: Dead letters",
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: deadLettersName },
      statistic: "Maximum",
      period: 60,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0
    })
    alarm("oldest-message", {
      alarmDescription: "Jobs wait too long for a worker. docs/operations.md: Oldest message",
      namespace: "AWS/SQS",
      metricName: "ApproximateAgeOfOldestMessage",
      dimensions: { QueueName: queueName },
      statistic: "Maximum",
      period: 60,
      evaluationPeriods: 3,
      comparisonOperator: "GreaterThanThreshold",
      threshold: props.oldestMessageSeconds
    })
    for (const [name, { functionName }] of functions) {
      const perFunction = {
        namespace: "AWS/Lambda",
        dimensions: { FunctionName: functionName },
        statistic: "Sum",
        period: 300,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0
      }
      alarm(`${name}-errors`, {
        ...perFunction,
        alarmDescription: `Invocations of ${name} failed. docs/operations.md: Errors`,
        metricName: "Errors"
      })
      alarm(`${name}-throttles`, {
        ...perFunction,
        alarmDescription: `Invocations of ${name} were refused for want of concurrency. docs/operations.md: Throttles`,
        metricName: "Throttles"
      })
    }
    alarm("http-faults", {
      alarmDescription: `Over ${httpFaultPercent} % of the HTTP API's answers are 5xx. docs/operations.md: HTTP faults`,
      namespace: "AWS/ApiGateway",
      metricName: "5xx",
      dimensions: { ApiId: httpApiId, Stage: stageName },
      statistic: "Average",
      period: 300,
      comparisonOperator: "GreaterThanThreshold",
      threshold: httpFaultPercent / 100
    })

    const widget = (title: string, position: number, stat: string, metrics: ReadonlyArray<Metric>) => ({
      type: "metric",
      x: (position % 2) * 12,
      y: Math.floor(position / 2) * 6,
      width: 12,
      height: 6,
      properties: { title, region, stat, period: 60, view: "timeSeries", metrics }
    })
    const perFunction = (metric: string): ReadonlyArray<Metric> =>
      functions.map(([, { functionName }]) => ["AWS/Lambda", metric, "FunctionName", functionName])
    const perGateway = (apiId: string, names: ReadonlyArray<string>): ReadonlyArray<Metric> =>
      names.map((name) => ["AWS/ApiGateway", name, "ApiId", apiId, "Stage", stageName])
    const dashboard = new CloudwatchDashboard(this, "dashboard", {
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
    const console = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`
    this.dashboardUrl = `${console}#dashboards/dashboard/${dashboard.dashboardName}`
  }

  /** The topics that are notified of alarms: an existing one, and a new one for an e-mail address. */
  #actions({ alarmEmail, alarmTopicArn, prefix }: ObservabilityProps): Array<string> {
    const given = alarmTopicArn === undefined ? [] : [alarmTopicArn]
    if (alarmEmail === undefined) return given
    const topic = new SnsTopic(this, "alarms", { name: `${prefix}-alarms` })
    new SnsTopicSubscription(this, "e-mail", { topicArn: topic.arn, protocol: "email", endpoint: alarmEmail })
    return [...given, topic.arn]
  }
}
