import * as Context from "effect/Context"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import type { HttpEvent, HttpEventResponse } from "./HttpEvent.ts"
import { toEventResponse, toRequest } from "./HttpEvent.ts"
import * as Telemetry from "./Telemetry.ts"

const noContext = Context.empty()

/** Makes the handler of a function behind an HTTP API from one that answers requests; telemetry leaves with each answer. */
export const makeHttpFunction =
  <R, E>(
    runtime: ManagedRuntime.ManagedRuntime<R, E>,
    answer: (request: Request, context: Context.Context<never>) => Promise<Response>
  ) =>
  async (event: HttpEvent): Promise<HttpEventResponse> => {
    const response = await answer(toRequest(event), noContext)
    await runtime.runPromise(Telemetry.flush)
    return toEventResponse(response)
  }
