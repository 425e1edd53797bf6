import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { endpointOverride, queueUrl } from "./AwsConfig.ts"
import { AwsFault, makeSignedRequest } from "./SignedRequest.ts"

const Received = Schema.Struct({
  Messages: Schema.optionalKey(
    Schema.NullOr(
      Schema.Array(
        Schema.Struct({
          MessageId: Schema.String,
          ReceiptHandle: Schema.String,
          Body: Schema.String,
          Attributes: Schema.Struct({ ApproximateReceiveCount: Schema.String, MessageGroupId: Schema.String }),
          MessageAttributes: Schema.optionalKey(
            Schema.Record(Schema.String, Schema.Struct({ StringValue: Schema.optionalKey(Schema.String) }))
          )
        })
      )
    )
  )
})

/** A message that was received, with the handle to deal with it. */
export type ReceivedMessage = NonNullable<(typeof Received.Type)["Messages"]>[number]

const decodeReceived = Schema.decodeUnknownEffect(Schema.fromJsonString(Received))

/**
 * The calls of SQS that Glissade uses, on the one queue of `EXECUTION_QUEUE_URL`, over its JSON protocol. AWS's SDK for it
 * is 446 KB in a bundle, more than the whole API may be; this is 8 KB with the signer.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
 */
export class Sqs extends Context.Service<
  Sqs,
  {
    readonly send: (message: {
      readonly body: string
      readonly groupId: string
      readonly deduplicationId: string
      readonly attributes: Readonly<Record<string, string>>
    }) => Effect.Effect<void, AwsFault>
    /** Waits up to twenty seconds for one message. */
    readonly receive: Effect.Effect<ReadonlyArray<ReceivedMessage>, AwsFault>
    readonly remove: (receiptHandle: string) => Effect.Effect<void, AwsFault>
    /** Hides a message for so many seconds from now. */
    readonly hide: (receiptHandle: string, seconds: number) => Effect.Effect<void, AwsFault>
  }
>()("@glissade/aws/Sqs") {}

export const layer = Layer.effect(
  Sqs,
  Effect.gen(function* () {
    const QueueUrl = yield* queueUrl
    const endpoint = (yield* endpointOverride) ?? new URL(QueueUrl).origin
    const request = yield* makeSignedRequest("sqs")
    const call = (operation: string, input: object, timeoutMs?: number) =>
      request({
        method: "POST",
        url: `${endpoint}/`,
        headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${operation}` },
        body: JSON.stringify({ QueueUrl, ...input }),
        ...(timeoutMs === undefined ? {} : { timeoutMs })
      })
    return Sqs.of({
      send: ({ attributes, body, deduplicationId, groupId }) =>
        Effect.asVoid(
          call("SendMessage", {
            MessageBody: body,
            MessageGroupId: groupId,
            MessageDeduplicationId: deduplicationId,
            MessageAttributes: Object.fromEntries(
              Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }])
            )
          })
        ),
      receive: call(
        "ReceiveMessage",
        {
          MaxNumberOfMessages: 1,
          WaitTimeSeconds: 20,
          AttributeNames: ["ApproximateReceiveCount", "MessageGroupId"],
          MessageAttributeNames: ["All"]
        },
        25_000
      ).pipe(
        Effect.flatMap((text) =>
          Effect.mapError(
            decodeReceived(text),
            () => new AwsFault({ status: 0, code: "Undecodable", message: "SQS's answer cannot be understood" })
          )
        ),
        Effect.map(({ Messages }) => Messages ?? [])
      ),
      remove: (ReceiptHandle) => Effect.asVoid(call("DeleteMessage", { ReceiptHandle })),
      hide: (ReceiptHandle, VisibilityTimeout) =>
        Effect.asVoid(call("ChangeMessageVisibility", { ReceiptHandle, VisibilityTimeout }))
    })
  })
)
