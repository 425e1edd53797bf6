import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { JobId, JobKeyHash } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { monotonicMs } from "../telemetry/Monotonic.ts"

/** The store cannot be reached now. The job is not affected: its result is pushed all the same. */
export class ResultStoreUnavailable extends Schema.TaggedError<ResultStoreUnavailable>()("ResultStoreUnavailable", {
  message: Schema.String
}) {}

/** How long results are kept, in milliseconds. */
export const resultLifetimeMs = 15 * 60_000

/** A result and the hash of the key that reads it. */
export interface StoredResult {
  readonly keyHash: JobKeyHash
  readonly result: ExecutionResult
}

/**
 * Keeps results for {@link resultLifetimeMs}, for clients whose connection was closed when the result was pushed. It is optional, and off
 * by default: the flow is stateless without it. A job that runs twice keeps its first result.
 */
export const ResultStore = Context.Reference<{
  /** Whether results are kept. */
  readonly isOn: boolean
  readonly put: (jobId: JobId, stored: StoredResult) => Effect.Effect<void, ResultStoreUnavailable>
  /** The result of a job for the key of this hash. One job id under two keys is two jobs: ids are no secret, and keys are. */
  readonly get: (
    jobId: JobId,
    keyHash: JobKeyHash
  ) => Effect.Effect<Option.Option<StoredResult>, ResultStoreUnavailable>
}>("@glissade/core/ResultStore", {
  defaultValue: () => ({ isOn: false, put: () => Effect.void, get: () => Effect.succeedNone })
})

export interface ResultStoreMemoryOptions {
  /** Maximum bytes of kept output; the oldest results are dropped first. */
  readonly maximumBytes: number
  readonly lifetimeMs: number
}

interface Kept {
  readonly stored: StoredResult
  readonly until: number
  readonly bytes: number
}

const nameOf = (jobId: JobId, keyHash: JobKeyHash): string => `${jobId}:${keyHash}`

/** What a result takes beside its output, generously. */
const overheadBytes = 1_000

/** Bytes of memory of a result. */
export const resultBytes = ({ artifacts = [], stderr, stdout }: ExecutionResult): number =>
  // Base64 is stored with one byte per character.
  artifacts.reduce((total, { data }) => total + data.length, 2 * ((stdout?.length ?? 0) + (stderr?.length ?? 0))) +
  overheadBytes

/** The default maximum of kept output of {@link layerMemory}, in bytes. */
export const defaultMaximumBytes = 64 * 1024 * 1024

/** The latest results, in this process's memory. */
export const layerMemory = (options: Partial<ResultStoreMemoryOptions> = {}): Layer.Layer<never> =>
  Layer.effect(
    ResultStore,
    Effect.sync(() => {
      const { lifetimeMs, maximumBytes } = {
        maximumBytes: defaultMaximumBytes,
        lifetimeMs: resultLifetimeMs,
        ...options
      }
      // In the order in which they came, which is the order in which they go.
      const results = new Map<string, Kept>()
      let total = 0

      const makeRoom = (now: number) => {
        for (const [jobId, { bytes, until }] of results) {
          if (until > now && total <= maximumBytes) break
          results.delete(jobId)
          total -= bytes
        }
      }

      return {
        isOn: true,
        put: (jobId, stored) =>
          Effect.map(monotonicMs, (now) => {
            makeRoom(now)
            const name = nameOf(jobId, stored.keyHash)
            if (results.has(name)) return
            const bytes = resultBytes(stored.result)
            results.set(name, { stored, bytes, until: now + lifetimeMs })
            total += bytes
            makeRoom(now)
          }),
        get: (jobId, keyHash) =>
          Effect.map(monotonicMs, (now) => {
            makeRoom(now)
            return Option.fromUndefinedOr(results.get(nameOf(jobId, keyHash))?.stored)
          })
      }
    })
  )
