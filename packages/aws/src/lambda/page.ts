import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { fileURLToPath } from "node:url"
import * as AwsConfig from "../AwsConfig.ts"
import { layerLogs } from "../Logs.ts"
import type { PageUploaded } from "../PageUpload.ts"
import { layer, PageUpload, readPageFiles } from "../PageUpload.ts"
import { start } from "../Start.ts"

const files = readPageFiles(fileURLToPath(new URL("page", import.meta.url)))
const runtime = await start(Layer.merge(layer(files).pipe(Layer.provide(AwsConfig.layer)), layerLogs))

/** Uploads the page that it carries. Terraform calls it when the page or where the APIs are has changed. */
export const handler = (event: unknown): Promise<PageUploaded> =>
  runtime.runPromise(Effect.flatMap(PageUpload, ({ upload }) => upload(event)))
