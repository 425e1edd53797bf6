import { Examples } from "@glissade/core/Examples"
import { namesOf, Runtimes } from "@glissade/core/Admission"
import { NativeRuntimes } from "@glissade/core/NativeRuntimes"
import { RunInputs } from "@glissade/core/RunInputs"
import { execute } from "@glissade/core/Execute"
import { ExecutionLimits } from "@glissade/core/ExecutionLimits"
import { cancelJob, readJob } from "@glissade/core/JobAccess"
import type { QuotaExceeded } from "@glissade/core/Quotas"
import { Readiness } from "@glissade/core/Readiness"
import type { InvalidRequest, NativeStarting, RequestTooLarge, UnprocessableRequest } from "@glissade/core/RequestError"
import { submit } from "@glissade/core/Submit"
import { JobAccepted, JobCancelled } from "@glissade/protocol/Execution"
import type { ProblemIssue } from "@glissade/protocol/Problem"
import type { Runtime } from "@glissade/protocol/Runtime"
import { jobKeyHeader, outputForms, withoutInteractiveInput } from "@glissade/protocol/Runtime"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { Api } from "./Api.ts"
import { Features } from "./Features.ts"
import { HealthDetail } from "./Health.ts"
import { tell } from "./Issues.ts"
import { JobKeyHeld } from "./JobKeySecurity.ts"
import {
  BadRequest,
  blocked,
  ConnectionNotFound,
  JobNotFound,
  LanguageNotFound,
  NotKept,
  quotaExhausted,
  TooLarge,
  tooManyJobs,
  unavailable,
  Unprocessable
} from "./Problems.ts"

export const tooLarge = (path: ProblemIssue["path"], message: string, maximumBytes: number) =>
  Effect.fail(new TooLarge({ ...tell([{ path, message }]), maximum_bytes: maximumBytes }))

/** Refusals that `/execute` and `/execute/async` share, as problems. */
const refusals = {
  InvalidRequest: (error: InvalidRequest) => Effect.fail(new BadRequest(tell(error.issues))),
  UnprocessableRequest: (error: UnprocessableRequest) => Effect.fail(new Unprocessable(tell(error.issues))),
  RequestTooLarge: (error: RequestTooLarge) => tooLarge(error.path, error.message, error.maximumBytes),
  NativeStarting: ({ isLate }: NativeStarting) =>
    Effect.fail(
      isLate
        ? unavailable(
            30,
            "native programs cannot be run now: what runs them does not start, and the server's log says why"
          )
        : unavailable(4, "native programs are starting")
    ),
  QuotaExceeded: (error: QuotaExceeded) => Effect.fail(quotaExhausted(error))
}

const whenReady = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const readiness = yield* Readiness
  if (readiness.isDraining()) return yield* unavailable(5, "the server is shutting down")
  return yield* effect
})

/** Handlers of the `executions` group over `Sandbox`. */
export const layerExecutions = HttpApiBuilder.group(
  Api,
  "executions",
  Effect.fnUntraced(function* (handlers) {
    return handlers.handleAll({
      execute: ({ payload }) =>
        whenReady(
          execute(payload).pipe(
            Effect.catchTags({
              ...refusals,
              UserBlocked: () => Effect.fail(blocked()),
              SandboxUnavailable: (fault) =>
                Effect.fail(
                  fault.reason === "busy"
                    ? unavailable(1, "no interpreter was free in time: all are taken")
                    : unavailable(5, `no interpreter could run it: ${fault.reason}`)
                )
            })
          )
        )
    })
  })
)

const owners = { connection: "connection", caller: "address" } as const

const jobRefusals = {
  JobUnknown: () =>
    Effect.fail(
      new JobNotFound({
        detail:
          "send the job_key of the submit in Glissade-Job-Key; results are kept for 15 minutes, and only of jobs with a key"
      })
    ),
  JobsNotKept: () =>
    Effect.fail(new NotKept({ detail: "closing the WebSocket stops the jobs that were submitted for it" }))
}

/** Handlers of the `jobs` group over `Queue`. */
export const layerJobs = HttpApiBuilder.group(
  Api,
  "jobs",
  Effect.fnUntraced(function* (handlers) {
    return handlers.handleAll({
      submit: ({ payload }) =>
        whenReady(
          submit(payload).pipe(
            Effect.map((jobId) => JobAccepted.make({ jobId })),
            Effect.catchTags({
              ...refusals,
              UnknownConnection: () =>
                Effect.fail(
                  new ConnectionNotFound(
                    tell([
                      { path: ["connection_id"], message: "open a WebSocket, send a ping and use the id it tells" }
                    ])
                  )
                ),
              JobTooLarge: ({ bytes, maximumBytes }) =>
                tooLarge([], `the encoded job is ${bytes} bytes long, at most ${maximumBytes} are taken`, maximumBytes),
              QueueFull: ({ maximum, scope, unit }) =>
                Effect.fail(
                  scope === "queue"
                    ? unavailable(
                        5,
                        `at most ${maximum} ${unit === "jobs" ? "jobs" : "bytes of jobs"} may wait in all; nothing was accepted`
                      )
                    : tooManyJobs(
                        2,
                        `at most ${maximum} ${unit === "jobs" ? "jobs" : "bytes of jobs"} of one ${owners[scope]} may wait`
                      )
                ),
              QueueUnavailable: () => Effect.fail(unavailable(2, "the queue cannot take the job"))
            })
          )
        ),
      read: ({ params }) =>
        Effect.flatMap(JobKeyHeld, (key) => readJob(params.job_id, key)).pipe(
          Effect.catchTags({
            ...jobRefusals,
            ResultStoreUnavailable: () => Effect.fail(unavailable(2, "the result cannot be read"))
          })
        ),
      cancel: ({ params }) =>
        Effect.flatMap(JobKeyHeld, (key) => cancelJob(params.job_id, key)).pipe(
          Effect.as(JobCancelled.make({ jobId: params.job_id })),
          Effect.catchTags(jobRefusals)
        )
    })
  })
)

/** Features that older servers do not have, for clients. */
const common = [jobKeyHeader, outputForms]

/** Handlers of the `system` group. */
export const layerSystem = HttpApiBuilder.group(
  Api,
  "system",
  Effect.fnUntraced(function* (handlers) {
    const { compileTimeoutMs, ...limits } = yield* ExecutionLimits
    const runtimes = yield* Runtimes
    const { isOn: takesInput } = yield* RunInputs
    const told = takesInput ? runtimes : runtimes.map(withoutInteractiveInput)
    const detail = yield* HealthDetail
    const features = [...common, ...(yield* Features)]
    const examplesOf = yield* Examples
    return handlers.handleAll({
      runtimes: () =>
        Effect.map(NativeRuntimes, (native) => {
          const host = native()
          if (host === undefined) return { runtimes: told, limits, features }
          if (!host.isKnown) return { runtimes: told, limits, features, nativeStarting: true }
          const compiles = host.runtimes.some(({ compiled }) => compiled)
          return {
            runtimes: told,
            limits: compiles ? { ...limits, compileTimeoutMs } : limits,
            features,
            nativeRuntimes: takesInput ? host.runtimes : host.runtimes.map(withoutInteractiveInput),
            nativeIsolation: host.isolation
          }
        }),
      examples: Effect.fnUntraced(function* ({ params: { language } }) {
        const isIn = (among: ReadonlyArray<Runtime>) => among.some((one) => one.language === language)
        if (isIn(runtimes)) return { language, examples: examplesOf(language) }
        const host = (yield* NativeRuntimes)()
        if (host && isIn(host.runtimes)) return { language, examples: host.examples(language) }
        return yield* new LanguageNotFound({ detail: `there are ${namesOf([...runtimes, ...(host?.runtimes ?? [])])}` })
      }),
      health: ({ query }) =>
        whenReady(
          Effect.map(query.detail === undefined ? Effect.succeed({}) : detail, (more) => ({
            status: "ok" as const,
            ...more
          }))
        )
    })
  })
)
