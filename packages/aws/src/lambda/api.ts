import * as Routes from "@glissade/api/Routes"
import * as Layer from "effect/Layer"
import * as AwsConfig from "../AwsConfig.ts"
import * as BundledExamples from "../BundledExamples.ts"
import { layerCommon, startHttpFunction } from "../HttpFunction.ts"
import * as S3ResultStore from "../S3ResultStore.ts"
import * as SqsQueue from "../SqsQueue.ts"

const services = Layer.mergeAll(SqsQueue.layer, S3ResultStore.layer).pipe(
  Layer.provide(AwsConfig.layer),
  Layer.merge([layerCommon, BundledExamples.layer])
)

/**
 * Accepts jobs: validates them and puts them on the queue. Contains no engine. It may only send to the one queue and, if results are kept,
 * read them.
 */
export const handler = await startHttpFunction(services, Routes.layerWithoutSandbox)
