import { ExecutionRequest, JobAccepted, JobCancelled, JobRequest, JobStatus } from "@glissade/protocol/Execution"
import { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { JobId } from "@glissade/protocol/Ids"
import { LanguageExamples, Runtimes } from "@glissade/protocol/Runtime"
import * as Schema from "effect/Schema"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import { Authorization } from "./Authorization.ts"
import { Health } from "./Health.ts"
import { HeldKey } from "./JobKeySecurity.ts"
import {
  BadRequest,
  ConnectionNotFound,
  JobNotFound,
  LanguageNotFound,
  NotKept,
  QuotaExhausted,
  TooLarge,
  TooManyJobs,
  Unavailable,
  Unprocessable
} from "./Problems.ts"
import { RequestBody } from "./RequestBody.ts"
import { Validation } from "./Validation.ts"

const refused = [BadRequest, TooLarge, Unprocessable, Unavailable] as const

/** The job in the path. */
const oneJob = { params: Schema.Struct({ job_id: JobId }) }

/** Running programs while the caller waits. */
export class ExecutionsGroup extends HttpApiGroup.make("executions")
  .add(
    HttpApiEndpoint.post("execute", "/execute", {
      payload: ExecutionRequest,
      success: ExecutionResult,
      error: [...refused, QuotaExhausted]
    })
      .middleware(RequestBody)
      .middleware(Authorization)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Run a program and wait for its result",
          description: "The synchronous fallback. A wrong program is a result with status `error`, never an HTTP error."
        })
      )
  )
  .middleware(Validation) {}

/** Running programs as jobs whose output is pushed over the WebSocket. */
export class JobsGroup extends HttpApiGroup.make("jobs")
  .add(
    HttpApiEndpoint.post("submit", "/execute/async", {
      payload: JobRequest,
      success: JobAccepted.pipe(HttpApiSchema.status(202)),
      error: [...refused, ConnectionNotFound, TooManyJobs]
    })
      .middleware(RequestBody)
      .middleware(Authorization)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Put a program on the queue and have its output pushed",
          description:
            "Messages with the same `job_id` and `attempt` are one job. Open the WebSocket and be ready for the job's " +
            "messages before submitting: they can arrive before this answer."
        })
      )
  )
  .add(
    HttpApiEndpoint.get("read", "/jobs/:job_id", {
      ...oneJob,
      success: JobStatus,
      error: [BadRequest, JobNotFound, NotKept, Unavailable]
    })
      .middleware(HeldKey)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Whether a job waits, runs or has finished, and its result",
          description: "For 15 minutes after its end, to whoever sends the job's key in `Glissade-Job-Key`."
        })
      )
  )
  .add(
    HttpApiEndpoint.delete("cancel", "/jobs/:job_id", {
      ...oneJob,
      success: JobCancelled,
      error: [BadRequest, JobNotFound, NotKept]
    })
      .middleware(HeldKey)
      .annotateMerge(
        OpenApi.annotations({
          summary: "Stop a job that waits or runs",
          description: "It ends with the status `cancelled`, to whoever sends the job's key in `Glissade-Job-Key`."
        })
      )
  )
  .middleware(Validation) {}

/** What the server is and whether it takes work. */
export class SystemGroup extends HttpApiGroup.make("system")
  .add(
    HttpApiEndpoint.get("runtimes", "/runtimes", { success: Runtimes }).annotateMerge(
      OpenApi.annotations({ summary: "The languages, their versions and the limits of a run" })
    ),
    HttpApiEndpoint.get("examples", "/runtimes/:language/examples", {
      params: Schema.Struct({ language: Schema.String }),
      success: LanguageExamples,
      error: [BadRequest, LanguageNotFound]
    }).annotateMerge(OpenApi.annotations({ summary: "Programs to begin with in a language" })),
    HttpApiEndpoint.get("health", "/health", {
      query: Schema.Struct({ detail: Schema.optionalKey(Schema.String) }),
      success: Health,
      error: Unavailable
    }).annotateMerge(
      OpenApi.annotations({
        summary: "200 while new work is taken, 503 while the server drains",
        description:
          "With `?detail`, whatever its value, the embedded server tells which of its walls stand, and whether it runs programs natively."
      })
    )
  )
  .middleware(Validation) {}

/** How request bodies are decoded: an unknown field is an error, and all errors are reported. */
export const parseOptions = { onExcessProperty: "error", errors: "all" } as const

/** Title and version of the API. */
export const description = OpenApi.annotations({
  title: "Glissade",
  version: "0.1.0",
  description: "Runs programs in a sandbox and pushes their output. Errors are problem details (RFC 9457)."
})

/** The HTTP API of Glissade. Requests are strict: an unknown field is a 400 that names it. */
export class Api extends HttpApi.make("glissade")
  .add(ExecutionsGroup)
  .add(JobsGroup)
  .add(SystemGroup)
  .annotate(HttpApi.PayloadParseOptions, parseOptions)
  .annotateMerge(description) {}

/** The part of it that needs no sandbox, for a host that only takes jobs. */
export class JobsApi extends HttpApi.make("glissade")
  .add(JobsGroup)
  .add(SystemGroup)
  .annotate(HttpApi.PayloadParseOptions, parseOptions) {}

/** The part of it that needs no queue, for a host that only runs programs. */
export class ExecutionsApi extends HttpApi.make("glissade")
  .add(ExecutionsGroup)
  .annotate(HttpApi.PayloadParseOptions, parseOptions) {}
