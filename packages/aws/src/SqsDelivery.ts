import type { Delivery } from "@glissade/core/Queue"

/** A message of SQS as Lambda writes it. */
export interface SqsRecord {
  readonly messageId: string
  readonly receiptHandle: string
  readonly body: string
  readonly attributes: { readonly ApproximateReceiveCount: string; readonly MessageGroupId?: string }
  readonly messageAttributes?: Readonly<Record<string, { readonly stringValue?: string }>>
}

/** A delivery with the handle that changes its visibility. */
export interface ReceivedDelivery extends Delivery {
  readonly receiptHandle: string
}

/** The message as a delivery. One without a group is one of its own. */
export const toDelivery = ({
  attributes: { ApproximateReceiveCount, MessageGroupId },
  body,
  messageAttributes = {},
  messageId,
  receiptHandle
}: SqsRecord): ReceivedDelivery => ({
  messageId,
  receiptHandle,
  body,
  groupId: MessageGroupId ?? messageId,
  receiveCount: Number(ApproximateReceiveCount),
  attributes: Object.fromEntries(
    Object.entries(messageAttributes).flatMap(([name, { stringValue }]) =>
      stringValue === undefined ? [] : [[name, stringValue]]
    )
  )
})
