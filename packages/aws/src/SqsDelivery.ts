import type { Delivery } from "@glissade/core/Queue"
import * as XRay from "./XRay.ts"

/** A message of SQS as Lambda writes it. */
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

/** A delivery with the handle that changes its visibility, and X-Ray's header if it came with one. */
export interface ReceivedDelivery extends Delivery {
  readonly receiptHandle: string
  readonly traceHeader?: string
}

/** The message as a delivery. One without a group is one of its own. */
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
