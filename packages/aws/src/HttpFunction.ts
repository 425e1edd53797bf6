import { CurrentUser } from "@glissade/core/CurrentUser"
import * as Context from "effect/Context"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import { userOf } from "./Claims.ts"
import type { HttpEvent, HttpEventResponse } from "./HttpEvent.ts"
import { claimsOf, toEventResponse, toRequest } from "./HttpEvent.ts"
import * as Telemetry from "./Telemetry.ts"

/**
 * Makes the handler of a function behind an HTTP API from one that answers requests, for the user whom the API's authorizer names; telemetry
 * leaves with each answer.
 */
export const makeHttpFunction =
  <R, E>(
    runtime: ManagedRuntime.ManagedRuntime<R, E>,
    answer: (request: Request, context: Context.Context<never>) => Promise<Response>
  ) =>
  async (event: HttpEvent): Promise<HttpEventResponse> => {
    const response = await answer(toRequest(event), Context.make(CurrentUser, userOf(claimsOf(event))))
    await runtime.runPromise(Telemetry.flush)
    return toEventResponse(response)
  }
