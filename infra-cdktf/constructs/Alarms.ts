import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm/index.js"
import type { CloudwatchMetricAlarmConfig } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js"
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js"
import { Token } from "cdktf"
import { Construct } from "constructs"
import { expression } from "../Hcl.ts"
import type { FunctionName } from "../settings/Schema.ts"
import type { Severity } from "./AlarmTopics.ts"
import { AlarmTopics } from "./AlarmTopics.ts"
import { gatewaySeconds } from "./Functions.ts"
import { workerTimeout } from "./Messaging.ts"
import type { Place } from "./Place.ts"

/** What the alarms are about. */
export interface Watched {
  readonly place: Place
  readonly queueName: string
  readonly deadLettersName: string
  readonly functions: ReadonlyArray<FunctionName>
  readonly httpApiId: string
  readonly webSocketApiId: string
}

/** A metric of an alarm's expression. */
interface Metric {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly stat: string
}

interface Definition {
  readonly severity: Severity
  readonly description: string
  /** The section of docs/operations.md. */
  readonly section: string
  readonly metrics: Readonly<Record<string, Metric>>
  /** What is compared with the threshold, with the metrics by name. */
  readonly expression: string
  readonly threshold: number
  /** How many periods of five minutes in a row. */
  readonly periods: number
  /** Whether it notifies each time by itself. A composite alarm that is on already notifies nobody of what comes on top. */
  readonly notifies?: true
}

const periodSeconds = 300

/** Invocations and answers in five minutes below which a share says nothing: one visitor does not come so far. */
const enough = 50

/** A share in percent, or 0 of too few. */
const shareOf = (part: string, whole: string) => `IF(${whole} >= ${enough}, 100 * ${part} / ${whole}, 0)`

/** A metric that is 0 where it has no data: AWS reports none where nothing happened, and in a total outage some never happen. */
const filled = (metric: string) => `FILL(${metric}, 0)`

const lambda = (prefix: string, name: string, metric: string, stat: string): Metric => ({
  namespace: "AWS/Lambda",
  name: metric,
  dimensions: { FunctionName: `${prefix}-${name}` },
  stat
})

/**
 * Alarms that one visitor cannot set off: shares of many invocations, and durations that no limit of a run reaches. But for dead letters
 * they notify nobody themselves; two composite alarms do, one for what needs somebody now and one for what can wait.
 * `docs/operations.md` says what to do.
 */
export class Alarms extends Construct {
  /** The ARNs of the composite alarms. */
  readonly arns: Readonly<Record<Severity, string>>

  constructor(scope: Construct, id: string, watched: Watched) {
    super(scope, id)
    const { prefix } = watched.place
    const definitions = definitionsOf(watched)
    const topics = new AlarmTopics(this, "topics", watched.place)
    const alarms = Object.entries(definitions).map(([name, definition]) => {
      const alarm = new CloudwatchMetricAlarm(this, name, {
        alarmName: `${prefix}-${name}`,
        alarmDescription: `${definition.description}. docs/operations.md: ${definition.section}`,
        comparisonOperator: "GreaterThanThreshold",
        threshold: definition.threshold,
        evaluationPeriods: definition.periods,
        treatMissingData: "notBreaching",
        metricQuery: queriesOf(definition),
        ...(definition.notifies === true ? { alarmActions: topics.actions(definition.severity) } : {})
      })
      return { alarm, name, definition }
    })
    const compose = (severity: Severity) => {
      const own = alarms.filter(({ definition }) => definition.severity === severity && definition.notifies !== true)
      const terms = own.map(({ name }) => `ALARM(${prefix}-${name})`)
      const actions = topics.actions(severity)
      return new CloudwatchCompositeAlarm(this, severity, {
        alarmName: `${prefix}-${severity}`,
        alarmDescription: summaries[severity],
        alarmRule: terms.join(" OR "),
        alarmActions: actions,
        okActions: actions,
        dependsOn: own.map(({ alarm }) => alarm)
      }).arn
    }
    this.arns = { urgent: compose("urgent"), notice: compose("notice") }
  }
}

const summaries: Readonly<Record<Severity, string>> = {
  urgent: "People cannot run programs, or soon cannot. docs/operations.md: Alarms",
  notice: "Something is wrong that can wait for the next working day. docs/operations.md: Alarms"
}

const queriesOf = ({ expression: compared, metrics }: Definition): CloudwatchMetricAlarmConfig["metricQuery"] => [
  { id: "compared", expression: compared, label: "compared", returnData: true },
  ...Object.entries(metrics).map(([id, { dimensions, name, namespace, stat }]) => ({
    id,
    returnData: false,
    metric: { namespace, metricName: name, dimensions, stat, period: periodSeconds }
  }))
]

const definitionsOf = (watched: Watched): Readonly<Record<string, Definition>> => {
  const { deadLettersName, functions, httpApiId, queueName, webSocketApiId } = watched
  const { prefix } = watched.place
  const queue = (name: string, QueueName: string): Metric => ({
    namespace: "AWS/SQS",
    name,
    dimensions: { QueueName },
    stat: "Maximum"
  })
  const gateway = (ApiId: string, name: string): Metric => ({
    namespace: "AWS/ApiGateway",
    name,
    dimensions: { ApiId, Stage: "${var.environment}" },
    stat: "Sum"
  })
  const waiting = {
    age: queue("ApproximateAgeOfOldestMessage", queueName),
    running: lambda(prefix, "worker", "ConcurrentExecutions", "Maximum")
  }
  const isOld = "age > ${var.oldest_message_seconds}"

  return {
    "jobs-stuck": {
      severity: "urgent",
      description: "Jobs wait and no worker runs",
      section: "Jobs wait",
      metrics: { ...waiting, visible: queue("ApproximateNumberOfMessagesVisible", queueName) },
      expression: `IF(${isOld} AND visible > 0 AND ${filled("running")} < 1, 1, 0)`,
      threshold: 0,
      periods: 2
    },
    "jobs-wait": {
      severity: "urgent",
      description: "Jobs wait too long and the workers are at their maximum",
      section: "Jobs wait",
      metrics: waiting,
      expression: `IF(${isOld} AND running >= 0.8 * \${var.worker_concurrency}, 1, 0)`,
      threshold: 0,
      periods: 2
    },
    "dead-letters": {
      severity: "notice",
      description: "More jobs could not be handled in five deliveries",
      section: "Dead letters",
      metrics: { dead: queue("ApproximateNumberOfMessagesVisible", deadLettersName) },
      // The growth, from 0 where the queue was inactive and SQS reported nothing. An alarm for the number would stay until they are purged, so
      // that the next incident would notify nobody.
      expression: `DIFF(${filled("dead")})`,
      threshold: 0,
      periods: 1,
      notifies: true
    },
    "http-faults": {
      severity: "urgent",
      description: "Over 1 % of the HTTP API's answers are 5xx",
      section: "HTTP faults",
      metrics: { faults: gateway(httpApiId, "5xx"), count: gateway(httpApiId, "Count") },
      expression: shareOf(filled("faults"), filled("count")),
      threshold: 1,
      periods: 3
    },
    "websocket-faults": {
      severity: "urgent",
      description: "Over 1 % of the WebSocket API's events fail in the service",
      section: "WebSocket faults",
      metrics: {
        execution: gateway(webSocketApiId, "ExecutionError"),
        integration: gateway(webSocketApiId, "IntegrationError"),
        messages: gateway(webSocketApiId, "MessageCount"),
        connects: gateway(webSocketApiId, "ConnectCount")
      },
      expression: shareOf(
        `(${filled("execution")} + ${filled("integration")})`,
        `(${filled("messages")} + ${filled("connects")} + ${filled("execution")} + ${filled("integration")})`
      ),
      threshold: 1,
      periods: 3
    },
    "websocket-refusals": {
      severity: "notice",
      description: "Over 20 % of the WebSocket API's events are refused, for their token for example",
      section: "Refusals",
      metrics: { refused: gateway(webSocketApiId, "ClientError"), messages: gateway(webSocketApiId, "MessageCount") },
      expression: shareOf(filled("refused"), `(${filled("messages")} + ${filled("refused")})`),
      threshold: 20,
      periods: 3
    },
    "http-refusals": {
      severity: "notice",
      description: "Over 50 % of the HTTP API's answers are 4xx",
      section: "Refusals",
      metrics: { refused: gateway(httpApiId, "4xx"), count: gateway(httpApiId, "Count") },
      expression: shareOf(filled("refused"), filled("count")),
      threshold: 50,
      periods: 3
    },
    concurrency: {
      severity: "notice",
      description: "The account uses over 80 % of its concurrent executions",
      section: "Throttles",
      metrics: {
        running: { namespace: "AWS/Lambda", name: "ConcurrentExecutions", dimensions: {}, stat: "Maximum" }
      },
      expression: "100 * running / ${var.account_concurrency}",
      threshold: 80,
      periods: 2
    },
    ...Object.assign({}, ...functions.map((name) => ofFunction(prefix, name)))
  }
}

/** Longest durations that are ordinary, in milliseconds and Terraform's language: a run that uses its whole limit ends before. */
const longest: Partial<Readonly<Record<FunctionName, string>>> = {
  worker: `950 * (${workerTimeout})`,
  execute: `${950 * gatewaySeconds}`,
  api: "10000",
  authorizer: "5000"
}

const ofFunction = (prefix: string, name: FunctionName): Readonly<Record<string, Definition>> => {
  const limit = longest[name]
  return {
    [`${name}-errors`]: {
      severity: "urgent",
      description: `Over 5 % of the invocations of ${name} fail`,
      section: "Errors",
      metrics: {
        errors: lambda(prefix, name, "Errors", "Sum"),
        count: lambda(prefix, name, "Invocations", "Sum")
      },
      expression: shareOf(filled("errors"), filled("count")),
      threshold: 5,
      periods: 3
    },
    [`${name}-throttles`]: {
      severity: "notice",
      description: `Over 5 % of the invocations of ${name} were refused for want of concurrency`,
      section: "Throttles",
      metrics: {
        throttles: lambda(prefix, name, "Throttles", "Sum"),
        count: lambda(prefix, name, "Invocations", "Sum")
      },
      expression: shareOf(filled("throttles"), `(${filled("count")} + ${filled("throttles")})`),
      threshold: 5,
      periods: 3
    },
    ...(limit === undefined
      ? {}
      : {
          [`${name}-duration`]: {
            severity: "notice",
            description: `Invocations of ${name} take almost as long as they may`,
            section: "Durations",
            metrics: {
              slow: lambda(prefix, name, "Duration", "p90"),
              count: lambda(prefix, name, "Invocations", "Sum")
            },
            expression: `IF(count >= ${enough}, slow, 0)`,
            threshold: Token.asNumber(expression(limit)),
            periods: 3
          }
        })
  } satisfies Readonly<Record<string, Definition>>
}
