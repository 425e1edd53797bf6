import { dependable } from "cdktf"
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js"
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js"
import { Construct } from "constructs"
import type { Bundles } from "../Bundles.ts"
import type { FunctionName } from "../environments.ts"
import type { Settings } from "../Settings.ts"
import type { LambdaFunctionProps } from "./LambdaFunction.ts"
import { LambdaFunction } from "./LambdaFunction.ts"
import { workerGraceSeconds } from "./Messaging.ts"
import type { Results } from "./Results.ts"

/** A whole vCPU. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const oneProcessorMegabytes = 1769

/** An HTTP API waits at most 30 s, a WebSocket API 29 s. */
const gatewaySeconds = 29

/** The worker's timeout: the longest run and what precedes and follows it. */
export const workerTimeoutSeconds = (longestRunSeconds: number): number => longestRunSeconds + workerGraceSeconds

export interface FunctionsProps {
  readonly prefix: string
  readonly settings: Settings
  readonly bundles: Bundles
  readonly runtime: string
  readonly queue: SqsQueue
  /** Where results are kept, if they are. */
  readonly results: Results | undefined
  /** Where the worker pushes to. */
  readonly webSocketEndpoint: string
  /** The ARN of the connections that the worker may push to. */
  readonly connectionsArn: string
  readonly liveVersions: string
  readonly otlpHeaders: string
}

/** The functions, each with the least permissions it needs, and the event source mapping from the queue to the worker. */
export class Functions extends Construct {
  readonly api: LambdaFunction
  readonly execute: LambdaFunction
  readonly worker: LambdaFunction
  readonly websocket: LambdaFunction
  readonly authorizer: LambdaFunction | undefined

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id)
    const { bundles, prefix, queue, results, settings } = props
    const { environment, jwt, name: environmentName, otlpEndpoint } = settings

    const telemetry = (name: FunctionName): Record<string, string> =>
      otlpEndpoint === undefined
        ? {}
        : {
            OTEL_EXPORTER_OTLP_ENDPOINT: otlpEndpoint,
            OTEL_EXPORTER_OTLP_HEADERS: props.otlpHeaders,
            OTEL_SERVICE_NAME: `glissade-${name}`,
            OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${environmentName}`
          }

    const make = (
      name: FunctionName,
      own: Pick<LambdaFunctionProps, "memoryMegabytes" | "timeoutSeconds" | "environment" | "statements"> & {
        readonly xray?: false
      }
    ) =>
      new LambdaFunction(this, name, {
        xray: settings.xray,
        ...own,
        name: `${prefix}-${name}`,
        key: name,
        bundle: bundles[name],
        runtime: props.runtime,
        environment: { ...own.environment, ...telemetry(name) },
        reservedConcurrency: environment.reservedConcurrency[name],
        logRetentionDays: environment.logRetentionDays,
        liveVersions: props.liveVersions
      })

    const limits = { LONGEST_RUN_MS: String(environment.longestRunSeconds * 1000) }

    this.api = make("api", {
      memoryMegabytes: 512,
      timeoutSeconds: gatewaySeconds,
      environment: { ...limits, EXECUTION_QUEUE_URL: queue.url, ...results?.environment },
      statements: [
        { Sid: "Enqueue", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: queue.arn },
        ...(results === undefined ? [] : [results.read])
      ]
    })

    // It runs untrusted code, so it has no permissions worth stealing: not even traces are written.
    this.execute = make("execute", {
      memoryMegabytes: oneProcessorMegabytes,
      timeoutSeconds: gatewaySeconds,
      environment: limits,
      statements: [],
      xray: false
    })

    this.worker = make("worker", {
      memoryMegabytes: oneProcessorMegabytes,
      timeoutSeconds: workerTimeoutSeconds(environment.longestRunSeconds),
      environment: {
        ...limits,
        EXECUTION_QUEUE_URL: queue.url,
        WEBSOCKET_ENDPOINT: props.webSocketEndpoint,
        ...results?.environment
      },
      statements: [
        {
          Sid: "ReceiveJobs",
          Effect: "Allow",
          Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"],
          Resource: queue.arn
        },
        {
          Sid: "Push",
          Effect: "Allow",
          Action: ["execute-api:ManageConnections"],
          Resource: props.connectionsArn
        },
        ...(results === undefined ? [] : [results.write])
      ]
    })

    this.websocket = make("websocket", {
      memoryMegabytes: 256,
      timeoutSeconds: 10,
      environment: {},
      statements: []
    })

    if (jwt !== undefined) {
      this.authorizer = make("authorizer", {
        memoryMegabytes: 256,
        timeoutSeconds: 10,
        environment: { JWT_ISSUER: jwt.issuer, JWT_AUDIENCE: jwt.audience },
        statements: []
      })
    }

    // The worker is updated first: a new API may accept jobs that an old worker does not understand.
    this.api.alias.dependsOn = [dependable(this.worker.alias)]

    new LambdaEventSourceMapping(this, "executions", {
      eventSourceArn: queue.arn,
      functionName: this.worker.alias.arn,
      // In a larger batch, a failing message would take the good ones of its group behind it to the dead-letter queue.
      batchSize: 1,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: environment.workerConcurrency }
    })
  }

  /** The functions by name. */
  get all(): ReadonlyArray<readonly [FunctionName, LambdaFunction]> {
    const { api, authorizer, execute, websocket, worker } = this
    const always = [
      ["api", api],
      ["execute", execute],
      ["worker", worker],
      ["websocket", websocket]
    ] as const
    return authorizer === undefined ? always : [...always, ["authorizer", authorizer]]
  }
}
