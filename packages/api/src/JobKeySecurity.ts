import { JobKey } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"

/** The key that whoever asks for a job sent; `undefined` for none, or for what can be none. */
export class JobKeyHeld extends Context.Service<JobKeyHeld, JobKey | undefined>()("@glissade/api/JobKeyHeld") {}

/** Reads a job's key from `Authorization: Bearer KEY` (RFC 6750). Whether it is the right one is for whoever keeps the job to say. */
export class HeldKey extends HttpApiMiddleware.Service<HeldKey, { provides: JobKeyHeld }>()("@glissade/api/HeldKey", {
  security: { job_key: HttpApiSecurity.bearer }
}) {}

const isJobKey = Schema.is(JobKey)

/** The middleware's implementation: nobody is refused here, since a job that is not there and one for another key look the same. */
export const layer = Layer.succeed(HeldKey, {
  job_key: (effect, { credential }) => {
    const token = Redacted.value(credential)
    return Effect.provideService(effect, JobKeyHeld, isJobKey(token) ? token : undefined)
  }
})
