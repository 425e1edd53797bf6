import type { Delivery } from "@glissade/core/Queue"

/** The parts of an SQS event that are used. */
export interface SqsEvent {
  readonly Records: ReadonlyArray<{
    readonly messageId: string
    readonly receiptHandle: string
    readonly body: string
    readonly attributes: { readonly ApproximateReceiveCount: string; readonly MessageGroupId?: string }
    readonly messageAttributes?: Readonly<Record<string, { readonly stringValue?: string }>>
  }>
}

/** Which messages of a batch are to come again (`ReportBatchItemFailures`). */
export interface SqsBatchResponse {
  readonly batchItemFailures: ReadonlyArray<{ readonly itemIdentifier: string }>
}

/** A delivery with the handle that changes its visibility. */
export interface ReceivedDelivery extends Delivery {
  readonly receiptHandle: string
}

/** The records as deliveries, in their order. A record without a group is one of its own. */
export const toDeliveries = (event: SqsEvent): ReadonlyArray<ReceivedDelivery> =>
  event.Records.map(({ attributes, body, messageAttributes, messageId, receiptHandle }) => ({
    messageId,
    receiptHandle,
    body,
    groupId: attributes.MessageGroupId ?? messageId,
    receiveCount: Number(attributes.ApproximateReceiveCount),
    attributes: Object.fromEntries(
      Object.entries(messageAttributes ?? {}).flatMap(([name, { stringValue }]) =>
        stringValue === undefined ? [] : [[name, stringValue]]
      )
    )
  }))
