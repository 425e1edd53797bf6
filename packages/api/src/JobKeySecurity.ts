import { JobKey } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"
import * as OpenApi from "effect/http-api/OpenApi"
import { bearerOf } from "./Bearer.ts"

/** The key that the caller sent; `undefined` if there is none, or if it cannot be a key. */
export class JobKeyHeld extends Context.Service<JobKeyHeld, JobKey | undefined>()("@glissade/api/JobKeyHeld") {}

/** The header that carries a job's key. */
export const header = "Glissade-Job-Key"

const job_key = HttpApiSecurity.apiKey({ key: header }).pipe(
  HttpApiSecurity.annotateMerge(
    OpenApi.annotations({
      description:
        "The job_key of the submit. It is all that a job needs: no token is asked for besides. Without this header the key is read from " +
        "Authorization: Bearer, as clients before 0.2 send it."
    })
  )
)

/**
 * Reads a job's key from `Glissade-Job-Key`, or without that header from `Authorization: Bearer KEY`. It is compared where the job is kept.
 */
export class HeldKey extends HttpApiMiddleware.Service<HeldKey, { provides: JobKeyHeld }>()("@glissade/api/HeldKey", {
  security: { job_key }
}) {}

const isJobKey = Schema.is(JobKey)

/** The middleware's implementation. It refuses nobody: a missing job and one with another key must get the same response. */
export const layer = Layer.succeed(HeldKey, {
  job_key: (effect, { credential }) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers }) => {
      const isMissing = headers[header.toLowerCase()] === undefined
      const key = isMissing ? bearerOf(headers.authorization) : Redacted.value(credential)
      return Effect.provideService(effect, JobKeyHeld, isJobKey(key) ? key : undefined)
    })
})
