import { work } from "@glissade/core/JobWorker"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ApiGatewayPush from "../ApiGatewayPush.ts"
import * as AwsConfig from "../AwsConfig.ts"
import { handleBatch } from "../Batch.ts"
import * as BundledSandbox from "../BundledSandbox.ts"
import { withDeadline } from "../Deadline.ts"
import * as S3ResultStore from "../S3ResultStore.ts"
import type { SqsBatchResponse, SqsEvent } from "../SqsEvent.ts"
import { toDeliveries } from "../SqsEvent.ts"
import * as Sqs from "../Sqs.ts"
import { start } from "../Start.ts"
import * as Telemetry from "../Telemetry.ts"

const runtime = await start(
  Layer.mergeAll(
    Layer.mergeAll(Sqs.layer, ApiGatewayPush.layer, S3ResultStore.layer).pipe(Layer.provide(AwsConfig.layer)),
    BundledSandbox.layer,
    Telemetry.layer,
    Telemetry.layerLogs
  )
)

/** How long a flush may take, in milliseconds: no client waits for the response to a batch. */
const flushMs = 2_000

/** Runs jobs from the queue and pushes their output. The engines stay warm between invocations. */
export const handler = (
  event: SqsEvent,
  context: { readonly getRemainingTimeInMillis: () => number }
): Promise<SqsBatchResponse> =>
  runtime.runPromise(
    handleBatch(toDeliveries(event), (delivery) =>
      Effect.suspend(() => withDeadline(work(delivery), context.getRemainingTimeInMillis()))
    ).pipe(Effect.ensuring(Telemetry.flush(flushMs)))
  )
