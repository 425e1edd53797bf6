import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { call, makeClient } from "./AwsClient.ts"
import { AwsConfig, queueUrl } from "./AwsConfig.ts"
import { AwsFault } from "./AwsFault.ts"
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient
} from "./sdk/SqsClient.ts"
import type { ReceivedDelivery } from "./SqsDelivery.ts"
import { toDelivery } from "./SqsDelivery.ts"
import { TraceHeader } from "./XRay.ts"

const Received = Schema.Struct({
  messageId: Schema.String,
  receiptHandle: Schema.String,
  body: Schema.String,
  attributes: Schema.Struct({
    ApproximateReceiveCount: Schema.String,
    MessageGroupId: Schema.String,
    AWSTraceHeader: Schema.optionalKey(Schema.String)
  }),
  messageAttributes: Schema.optionalKey(
    Schema.Record(
      Schema.String,
      Schema.Struct({ stringValue: Schema.optionalKey(Schema.String) }).pipe(
        Schema.encodeKeys({ stringValue: "StringValue" })
      )
    )
  )
}).pipe(
  Schema.encodeKeys({
    messageId: "MessageId",
    receiptHandle: "ReceiptHandle",
    body: "Body",
    attributes: "Attributes",
    messageAttributes: "MessageAttributes"
  })
)

const decodeReceived = Schema.decodeUnknownEffect(Schema.Array(Received))

/** A client waits for the response: two more tries within about a second. */
const sendRetries = {
  schedule: Schedule.jittered(Schedule.exponential(100)),
  times: 2,
  while: (fault: AwsFault) => fault.isTransient
}

/**
 * Retried, since the connection may have been closed while Lambda had the process frozen; but not after a timeout: an invocation has no
 * time to wait twice.
 */
const dealRetries = { ...sendRetries, while: (fault: AwsFault) => fault.isTransient && fault.code !== "Timeout" }

/** Twenty seconds of long polling, and the usual time for a response. */
const receiveTimeoutMs = 25_000

const stringAttribute = (StringValue: string) => ({ DataType: "String", StringValue })

/**
 * The SQS calls that Glissade uses, on the queue at `EXECUTION_QUEUE_URL`.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
 */
export class Sqs extends Context.Service<
  Sqs,
  {
    /** Sends a message, with the X-Ray trace header of the current invocation or message. */
    readonly send: (message: {
      readonly body: string
      readonly groupId: string
      readonly deduplicationId: string
      readonly attributes: Readonly<Record<string, string>>
    }) => Effect.Effect<void, AwsFault>
    /** Polls for one message, for up to twenty seconds. */
    readonly receive: Effect.Effect<ReadonlyArray<ReceivedDelivery>, AwsFault>
    readonly remove: (receiptHandle: string) => Effect.Effect<void, AwsFault>
    /** Hides a message for the given seconds from now on. */
    readonly hide: (receiptHandle: string, seconds: number) => Effect.Effect<void, AwsFault>
  }
>()("@glissade/aws/Sqs") {}

export const layer = Layer.effect(
  Sqs,
  Effect.gen(function* () {
    const QueueUrl = yield* queueUrl
    const { endpoint = new URL(QueueUrl).origin } = yield* AwsConfig
    const client = yield* makeClient((options) => new SQSClient(options), endpoint)
    return Sqs.of({
      send: Effect.fnUntraced(function* ({ attributes, body, deduplicationId, groupId }) {
        const traceHeader = yield* TraceHeader
        const command = new SendMessageCommand({
          QueueUrl,
          MessageBody: body,
          MessageGroupId: groupId,
          MessageDeduplicationId: deduplicationId,
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [name, stringAttribute(value)])
          ),
          ...(traceHeader === undefined
            ? {}
            : { MessageSystemAttributes: { AWSTraceHeader: stringAttribute(traceHeader) } })
        })
        yield* Effect.retry(
          call((options) => client.send(command, options)),
          sendRetries
        )
      }),
      receive: call(
        (options) =>
          client.send(
            new ReceiveMessageCommand({
              QueueUrl,
              MaxNumberOfMessages: 1,
              WaitTimeSeconds: 20,
              MessageSystemAttributeNames: ["ApproximateReceiveCount", "MessageGroupId", "AWSTraceHeader"],
              MessageAttributeNames: ["All"]
            }),
            options
          ),
        receiveTimeoutMs
      ).pipe(
        Effect.flatMap(({ Messages }) =>
          Effect.mapError(
            decodeReceived(Messages ?? []),
            () => new AwsFault({ status: 0, code: "Undecodable", message: "SQS's answer cannot be understood" })
          )
        ),
        Effect.map((messages) => messages.map(toDelivery))
      ),
      remove: (ReceiptHandle) =>
        call((options) => client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }), options)).pipe(
          Effect.retry(dealRetries),
          Effect.asVoid
        ),
      hide: (ReceiptHandle, VisibilityTimeout) =>
        call((options) =>
          client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }), options)
        ).pipe(Effect.retry(dealRetries), Effect.asVoid)
    })
  })
)
