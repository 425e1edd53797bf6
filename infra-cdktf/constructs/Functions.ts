import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter/index.js"
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js"
import { dependable, Token } from "cdktf"
import { Construct } from "constructs"
import type { Bundles } from "../Bundles.ts"
import { onlyIf } from "../Counts.ts"
import { attributeOf, expression, reference } from "../Hcl.ts"
import type { FunctionName } from "../settings/Schema.ts"
import { number, text } from "../settings/Variables.ts"
import type { LambdaFunctionProps, Optional } from "./LambdaFunction.ts"
import { LambdaFunction, useKey } from "./LambdaFunction.ts"
import type { Messaging } from "./Messaging.ts"
import { workerTimeout } from "./Messaging.ts"
import type { Place } from "./Place.ts"
import type { Results } from "./Results.ts"

/** A whole vCPU. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const oneProcessorMegabytes = 1769

/** An HTTP API waits at most 30 s, a WebSocket API 29 s. */
export const gatewaySeconds = 29

/** Where the secret of the distribution is sent, and compared by its hash, so that no function holds it. */
export const originSecretHeader = "glissade-origin-secret"

export interface FunctionsProps {
  readonly place: Place
  readonly bundles: Bundles
  readonly runtime: string
  readonly messaging: Messaging
  readonly results: Results
  /** Where the worker pushes to. */
  readonly webSocketEndpoint: string
  /** The ARN of the connections that the worker may push to. */
  readonly connectionsArn: string
}

/** Whether callers need a token, in Terraform's language. */
export const hasIssuer = "var.jwt_issuer != null"

/** Whether the HTTP API answers the distribution alone, in Terraform's language. */
export const demandsSecret = "var.origin_secret_demanded"

/** Whether the distribution sends a secret. */
export const sendsSecret = "var.origin_secret_parameter != null"

/** The functions, each with the least permissions it needs, and the event source mapping from the queue to the worker. */
export class Functions extends Construct {
  readonly api: LambdaFunction
  readonly execute: LambdaFunction
  readonly worker: LambdaFunction
  readonly websocket: LambdaFunction
  /** Exists only with an issuer of tokens. */
  readonly authorizer: LambdaFunction
  /** The secret that the distribution sends. Exists only where it is demanded. */
  readonly originSecret: DataAwsSsmParameter

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id)
    const { bundles, messaging, place, results } = props
    const { queue } = messaging
    const otlpHeaders = new DataAwsSsmParameter(this, "otlp-headers", { name: text("otlp_headers_parameter") })
    onlyIf("var.otlp_headers_parameter != null", otlpHeaders)
    this.originSecret = new DataAwsSsmParameter(this, "origin-secret", { name: text("origin_secret_parameter") })
    onlyIf(sendsSecret, this.originSecret)

    const telemetry = (name: FunctionName): ReadonlyArray<Optional<Readonly<Record<string, string>>>> => [
      {
        condition: "var.otlp_endpoint != null",
        value: {
          OTEL_EXPORTER_OTLP_ENDPOINT: text("otlp_endpoint"),
          OTEL_SERVICE_NAME: `glissade-${name}`,
          OTEL_RESOURCE_ATTRIBUTES: `deployment.environment.name=${text("environment")}`
        }
      },
      {
        condition: "var.otlp_headers_parameter != null",
        value: { OTEL_EXPORTER_OTLP_HEADERS: reference(otlpHeaders, "value") }
      }
    ]

    const make = (
      name: FunctionName,
      own: Pick<LambdaFunctionProps, "memoryMegabytes" | "timeout" | "statements"> &
        Partial<Pick<LambdaFunctionProps, "environment" | "optionalEnvironment" | "optionalStatements">> & {
          readonly xray?: false
        }
    ) =>
      new LambdaFunction(this, name, {
        xray: true,
        environment: {},
        ...own,
        place,
        key: name,
        release: bundles.release,
        bundle: bundles.functions[name],
        runtime: props.runtime,
        optionalEnvironment: [...(own.optionalEnvironment ?? []), ...telemetry(name)]
      })

    const limits = { LONGEST_RUN_MS: "${var.longest_run_seconds * 1000}" }
    const resultBucket = { condition: "var.result_store", value: results.environment }
    const originSecret = {
      condition: demandsSecret,
      value: { ORIGIN_SECRET_SHA256: expression(`sha256(${attributeOf(this.originSecret, "value")})`) }
    }

    this.api = make("api", {
      memoryMegabytes: 512,
      timeout: gatewaySeconds,
      environment: { ...limits, EXECUTION_QUEUE_URL: reference(queue, "url") },
      optionalEnvironment: [resultBucket, originSecret],
      statements: [{ Sid: "Enqueue", Effect: "Allow", Action: ["sqs:SendMessage"], Resource: queue.arn }],
      optionalStatements: {
        results: { condition: "var.result_store", value: [results.read] },
        key: useKey
      }
    })

    // It runs untrusted code, so it has no permissions worth stealing: not even traces are written.
    this.execute = make("execute", {
      memoryMegabytes: oneProcessorMegabytes,
      timeout: gatewaySeconds,
      environment: limits,
      optionalEnvironment: [originSecret],
      statements: [],
      xray: false
    })

    this.worker = make("worker", {
      memoryMegabytes: oneProcessorMegabytes,
      timeout: Token.asNumber(expression(workerTimeout)),
      environment: {
        ...limits,
        EXECUTION_QUEUE_URL: reference(queue, "url"),
        WEBSOCKET_ENDPOINT: props.webSocketEndpoint
      },
      optionalEnvironment: [resultBucket],
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
        }
      ],
      optionalStatements: {
        results: { condition: "var.result_store", value: [results.write] },
        key: useKey
      }
    })

    this.websocket = make("websocket", { memoryMegabytes: 256, timeout: 10, statements: [] })

    this.authorizer = make("authorizer", {
      memoryMegabytes: 256,
      timeout: 10,
      environment: {
        JWT_ISSUER: text("jwt_issuer"),
        JWT_AUDIENCE: text("jwt_audience"),
        ANONYMOUS_CALLERS: '${var.anonymous_callers ? "allowed" : "refused"}'
      },
      statements: []
    })
    onlyIf(hasIssuer, this.authorizer)

    // The worker is updated first: a new API may accept jobs that an old worker does not understand.
    this.api.alias.dependsOn = [dependable(this.worker.alias)]

    new LambdaEventSourceMapping(this, "executions", {
      eventSourceArn: queue.arn,
      functionName: this.worker.alias.arn,
      // In a larger batch, a failing message would take the good ones of its group behind it to the dead-letter queue.
      batchSize: 1,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: number("worker_concurrency") }
    })
  }

  /** The functions by name. */
  get all(): ReadonlyArray<readonly [FunctionName, LambdaFunction]> {
    const { api, authorizer, execute, websocket, worker } = this
    return [
      ["api", api],
      ["execute", execute],
      ["worker", worker],
      ["websocket", websocket],
      ["authorizer", authorizer]
    ]
  }
}
