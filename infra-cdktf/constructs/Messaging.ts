import { SqsQueueRedriveAllowPolicy } from "@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy/index.js"
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js"
import { Token } from "cdktf"
import { Construct } from "constructs"
import { expression, quote } from "../Hcl.ts"
import { text } from "../settings/Variables.ts"
import { visibilityFactor, workerGraceSeconds } from "../settings/Visibility.ts"
import type { Place } from "./Place.ts"

/** How often a message is received before it becomes a dead letter: `maximumReceives` of `core/queue/Queue.ts`. */
export const maximumReceives = 5

/** Long enough: a WebSocket connection lives at most two hours, so an older job has no connection to push to. */
const executionRetentionSeconds = 24 * 60 * 60

const deadLetterRetentionSeconds = 14 * 24 * 60 * 60

/** The maximum of SQS on every account; the API's own maximum is 240 KiB. */
const maximumMessageBytes = 256 * 1024

/** The worker's timeout in seconds, in Terraform's language: the longest run and what precedes and follows it. */
export const workerTimeout = `var.longest_run_seconds + ${workerGraceSeconds}`

/** The FIFO queue of jobs and its FIFO dead-letter queue. */
export class Messaging extends Construct {
  readonly queue: SqsQueue
  readonly deadLetters: SqsQueue

  constructor(scope: Construct, id: string, { accountId, partition, prefix, region }: Place) {
    super(scope, id)
    const deadLettersName = `${prefix}-dead-letters.fifo`
    const queueName = `${prefix}-executions.fifo`

    /** Jobs contain people's code, so the queue is reachable only over TLS. A protected one cannot be deleted before its policy allows it. */
    const policyOf = (name: string) => {
      const resource = `arn:${partition}:sqs:${region}:${accountId}:${name}`
      const tlsOnly = {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: resource,
        Condition: { Bool: { "aws:SecureTransport": "false" } }
      }
      const protect = { Sid: "Protect", Effect: "Deny", Principal: "*", Action: "sqs:DeleteQueue", Resource: resource }
      const document = (statements: ReadonlyArray<object>) =>
        JSON.stringify({ Version: "2012-10-17", Statement: statements })
      return expression(
        `var.destroy_protection ? ${quote(document([tlsOnly, protect]))} : ${quote(document([tlsOnly]))}`
      )
    }

    const encryption = {
      kmsMasterKeyId: text("kms_key_arn"),
      sqsManagedSseEnabled: Token.asAny("${var.kms_key_arn == null ? true : null}")
    }

    this.deadLetters = new SqsQueue(this, "dead-letters", {
      name: deadLettersName,
      fifoQueue: true,
      deduplicationScope: "messageGroup",
      fifoThroughputLimit: "perMessageGroupId",
      messageRetentionSeconds: deadLetterRetentionSeconds,
      maxMessageSize: maximumMessageBytes,
      policy: policyOf(deadLettersName),
      ...encryption
    })

    this.queue = new SqsQueue(this, "executions", {
      name: queueName,
      fifoQueue: true,
      deduplicationScope: "messageGroup",
      fifoThroughputLimit: "perMessageGroupId",
      visibilityTimeoutSeconds: Token.asNumber(expression(`${visibilityFactor} * (${workerTimeout})`)),
      messageRetentionSeconds: executionRetentionSeconds,
      maxMessageSize: maximumMessageBytes,
      receiveWaitTimeSeconds: 20,
      policy: policyOf(queueName),
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: this.deadLetters.arn, maxReceiveCount: maximumReceives }),
      ...encryption
    })

    new SqsQueueRedriveAllowPolicy(this, "redrive-allow-policy", {
      queueUrl: this.deadLetters.url,
      redriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [this.queue.arn] })
    })
  }
}
