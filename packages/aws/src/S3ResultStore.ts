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
import { call, makeClient } from "./AwsClient.ts"
import { AwsConfig, resultBucket } from "./AwsConfig.ts"
import type { AwsFault } from "./AwsFault.ts"

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

/** With one retry this stays below the five seconds that a client waits for a result beyond its limit. */
const timeoutMs = 2_000

/** S3 answers 409 to the later of two concurrent writes of one object, and asks for a retry. */
const isTransient = (fault: AwsFault): boolean => fault.isTransient || fault.status === 409

const unavailable = (fault: AwsFault) => new ResultStoreUnavailable({ message: `S3: ${fault.code} (${fault.status})` })

/**
 * `ResultStore` in the S3 bucket of `RESULT_BUCKET`, as `results/{job_id}/{hash of the key}`; off without that variable. S3 expires objects
 * in whole days, so an older one is treated as missing. The first result wins, by a conditional write. Without permission to list, S3
 * answers 403 for a missing object.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const layer = Layer.effect(
  ResultStore,
  Effect.gen(function* () {
    const bucket = yield* resultBucket
    if (bucket === undefined) return yield* ResultStore
    // Loaded only if results are kept: it makes the SDK two thirds larger, which slows a function's start.
    const { GetObjectCommand, PutObjectCommand, S3Client } = yield* Effect.promise(() => import("./sdk/S3Client.ts"))
    const { endpoint } = yield* AwsConfig
    const client = yield* makeClient(
      (options) => new S3Client({ ...options, forcePathStyle: endpoint !== undefined }),
      endpoint
    )
    const at = (jobId: JobId, keyHash: JobKeyHash) => ({ Bucket: bucket, Key: `results/${jobId}/${keyHash}` })
    const request = <A>(send: Parameters<typeof call<A>>[0]) =>
      Effect.retry(call(send, timeoutMs), { times: 1, while: isTransient })

    const put = Effect.fnUntraced(function* (jobId: JobId, stored: StoredResult) {
      const Body = yield* Effect.orDie(encodeKept({ ...stored, storedAt: yield* Clock.currentTimeMillis }))
      const command = new PutObjectCommand({
        ...at(jobId, stored.keyHash),
        Body,
        ContentType: "application/json",
        IfNoneMatch: "*"
      })
      yield* request((options) => client.send(command, options)).pipe(
        Effect.asVoid,
        Effect.catchIf(
          (fault) => fault.status === 412,
          () => Effect.void
        ),
        Effect.mapError(unavailable)
      )
    })

    const get = Effect.fnUntraced(function* (jobId: JobId, keyHash: JobKeyHash) {
      const command = new GetObjectCommand(at(jobId, keyHash))
      const body = yield* request((options) =>
        client.send(command, options).then(({ Body }) => Body?.transformToString() ?? "")
      ).pipe(
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
