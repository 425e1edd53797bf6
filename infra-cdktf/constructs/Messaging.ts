import type { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js"
import type { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js"
import type { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region/index.js"
import { SqsQueueRedriveAllowPolicy } from "@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy/index.js"
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js"
import { Construct } from "constructs"

/** How often a message is received before it becomes a dead letter: `maximumReceives` of `core/queue/Queue.ts`. */
export const maximumReceives = 5

/** The worker's timeout beyond the longest run, in seconds: for booting, the last pushes and their retries. */
export const workerGraceSeconds = 15

/**
 * The visibility timeout, as a multiple of the worker's timeout.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const visibilityFactor = 6

/** Long enough: a WebSocket connection lives at most two hours, so an older job has no connection to push to. */
const executionRetentionSeconds = 24 * 60 * 60

const deadLetterRetentionSeconds = 14 * 24 * 60 * 60

/** The maximum of SQS on every account; the API's own maximum is 240 KiB. */
const maximumMessageBytes = 256 * 1024

/** Where a stack runs. */
export interface Place {
  readonly account: DataAwsCallerIdentity
  readonly partition: DataAwsPartition
  readonly region: DataAwsRegion
}

export interface MessagingProps {
  readonly prefix: string
  readonly place: Place
  readonly workerTimeoutSeconds: number
}

/** The FIFO queue of jobs and its FIFO dead-letter queue. */
export class Messaging extends Construct {
  readonly queue: SqsQueue
  readonly deadLetters: SqsQueue

  constructor(scope: Construct, id: string, { prefix, place, workerTimeoutSeconds }: MessagingProps) {
    super(scope, id)
    const deadLettersName = `${prefix}-dead-letters.fifo`
    const queueName = `${prefix}-executions.fifo`

    /** Jobs contain people's code, so the queue is reachable only over TLS. */
    const tlsOnly = (name: string) => {
      const { account, partition, region } = place
      return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "TlsOnly",
            Effect: "Deny",
            Principal: "*",
            Action: "sqs:*",
            Resource: `arn:${partition.partition}:sqs:${region.id}:${account.accountId}:${name}`,
            Condition: { Bool: { "aws:SecureTransport": "false" } }
          }
        ]
      })
    }

    this.deadLetters = new SqsQueue(this, "dead-letters", {
      name: deadLettersName,
      fifoQueue: true,
      deduplicationScope: "messageGroup",
      fifoThroughputLimit: "perMessageGroupId",
      messageRetentionSeconds: deadLetterRetentionSeconds,
      maxMessageSize: maximumMessageBytes,
      sqsManagedSseEnabled: true,
      policy: tlsOnly(deadLettersName)
    })

    this.queue = new SqsQueue(this, "executions", {
      name: queueName,
      fifoQueue: true,
      deduplicationScope: "messageGroup",
      fifoThroughputLimit: "perMessageGroupId",
      visibilityTimeoutSeconds: visibilityFactor * workerTimeoutSeconds,
      messageRetentionSeconds: executionRetentionSeconds,
      maxMessageSize: maximumMessageBytes,
      receiveWaitTimeSeconds: 20,
      sqsManagedSseEnabled: true,
      policy: tlsOnly(queueName),
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: this.deadLetters.arn, maxReceiveCount: maximumReceives })
    })

    new SqsQueueRedriveAllowPolicy(this, "redrive-allow-policy", {
      queueUrl: this.deadLetters.url,
      redriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [this.queue.arn] })
    })
  }
}
