import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { AuthorizerResponse } from "../Authorizer.ts"
import { Authorizer, layer } from "../Authorizer.ts"
import { start } from "../Start.ts"
import { layerLogs } from "../Logs.ts"

const runtime = await start(Layer.merge(layer, layerLogs))

/** Decides who may call: for the HTTP API and for the WebSocket API. */
export const handler = (event: unknown): Promise<AuthorizerResponse> =>
  runtime.runPromise(Effect.flatMap(Authorizer, ({ authorize }) => authorize(event)))
