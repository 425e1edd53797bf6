import type { ReceivedDelivery, SqsRecord } from "./SqsDelivery.ts"
import { toDelivery } from "./SqsDelivery.ts"

/** The parts of an SQS event that are used. */
export interface SqsEvent {
  readonly Records: ReadonlyArray<SqsRecord>
}

/** The messages of a batch to be delivered again (`ReportBatchItemFailures`). */
export interface SqsBatchResponse {
  readonly batchItemFailures: ReadonlyArray<{ readonly itemIdentifier: string }>
}

/** The records as deliveries, in order. */
export const toDeliveries = (event: SqsEvent): ReadonlyArray<ReceivedDelivery> => event.Records.map(toDelivery)
