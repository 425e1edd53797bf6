import type { StoredResult } from "@glissade/core/ResultStore"
import { ResultStore, resultLifetimeMs, ResultStoreUnavailable } from "@glissade/core/ResultStore"
import { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { JobId } from "@glissade/protocol/Ids"
import { JobKeyHash } from "@glissade/protocol/Ids"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { credentials, endpointOverride, resultBucket } from "./AwsConfig.ts"
import type { AwsFault } from "./SignedRequest.ts"
import { makeSignedRequest } from "./SignedRequest.ts"

/** An object of the bucket. */
const Kept = Schema.fromJsonString(
  Schema.Struct({
    keyHash: JobKeyHash,
    result: ExecutionResult,
    /** Milliseconds since 1970. */
    storedAt: Schema.Int
  }).pipe(Schema.encodeKeys({ keyHash: "key_hash", storedAt: "stored_at" }))
)

const encodeKept = Schema.encodeEffect(Kept)
const decodeKept = Schema.decodeEffect(Kept)

/** With its one repetition less than the five seconds that a client waits for a result beyond its limit. */
const timeoutMs = 2_000

/** S3 answers 409 to the later of two writes of one object at the same time, and wants it repeated. */
const isTransient = (fault: AwsFault): boolean => fault.isTransient || fault.status === 409

const unavailable = (fault: AwsFault) => new ResultStoreUnavailable({ message: `S3: ${fault.code} (${fault.status})` })

/**
 * `ResultStore` in the S3 bucket of `RESULT_BUCKET`, as `results/{job_id}`; off without that variable. The bucket's rules count in
 * whole days, so that a result which is too old but still there is none here. The first result of a job stays by a conditional
 * write. Whoever may not list the bucket is told 403 of what is not there.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const layer = Layer.effect(
  ResultStore,
  Effect.gen(function* () {
    const bucket = yield* resultBucket
    if (bucket === undefined) return yield* ResultStore
    const { region } = yield* credentials
    const emulator = yield* endpointOverride
    const base = emulator === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${emulator}/${bucket}`
    const signed = yield* makeSignedRequest("s3")
    const request = (jobId: JobId, options: Pick<Parameters<typeof signed>[0], "method" | "headers" | "body">) =>
      signed({ ...options, url: `${base}/results/${jobId}`, timeoutMs }).pipe(
        Effect.retry({ times: 1, while: isTransient })
      )

    const put = Effect.fnUntraced(function* (jobId: JobId, stored: StoredResult) {
      const body = yield* Effect.orDie(encodeKept({ ...stored, storedAt: yield* Clock.currentTimeMillis }))
      yield* request(jobId, {
        method: "PUT",
        headers: { "content-type": "application/json", "if-none-match": "*" },
        body
      }).pipe(
        Effect.catchIf(
          (fault) => fault.status === 412,
          () => Effect.void
        ),
        Effect.mapError(unavailable)
      )
    })

    const get = Effect.fnUntraced(function* (jobId: JobId) {
      const body = yield* request(jobId, { method: "GET" }).pipe(
        Effect.asSome,
        Effect.catchIf(
          ({ code }) => code === "NoSuchKey" || code === "AccessDenied",
          () => Effect.succeedNone
        ),
        Effect.mapError(unavailable)
      )
      if (Option.isNone(body)) return Option.none<StoredResult>()
      const { storedAt, ...stored } = yield* Effect.mapError(
        decodeKept(body.value),
        () => new ResultStoreUnavailable({ message: "S3: the object cannot be understood" })
      )
      return (yield* Clock.currentTimeMillis) - storedAt < resultLifetimeMs ? Option.some(stored) : Option.none()
    })

    return { isOn: true, put, get }
  })
)
