import type { Delivery } from "@glissade/core/Queue"
import * as XRay from "./XRay.ts"

/** An SQS message in the format of a Lambda event. */
export interface SqsRecord {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly attributes: {
    readonly ApproximateReceiveCount: string
    readonly MessageGroupId?: string
    readonly AWSTraceHeader?: string
  }
  readonly messageAttributes?: Readonly<Record<string, { readonly stringValue?: string }>>
}

/** A delivery with the receipt handle that changes its visibility timeout, and X-Ray's trace header if it has one. */
export interface ReceivedDelivery extends Delivery {
  readonly receiptHandle: string
  readonly traceHeader?: string
}

/** The message as a delivery. A message without a group is a group of its own. */
export const toDelivery = ({
  attributes: { AWSTraceHeader, ApproximateReceiveCount, MessageGroupId },
  body,
  messageAttributes = {},
  messageId,
  receiptHandle
}: SqsRecord): ReceivedDelivery => {
  const traceparent = AWSTraceHeader === undefined ? undefined : XRay.toTraceParent(AWSTraceHeader)
  const attributes: Record<string, string> = traceparent === undefined ? {} : { traceparent }
  for (const [name, { stringValue }] of Object.entries(messageAttributes)) {
    if (stringValue !== undefined) attributes[name] = stringValue
  }
  return {
    messageId,
    receiptHandle,
    body,
    groupId: MessageGroupId ?? messageId,
    receiveCount: Number(ApproximateReceiveCount),
    attributes,
    ...(AWSTraceHeader === undefined ? {} : { traceHeader: AWSTraceHeader })
  }
}
