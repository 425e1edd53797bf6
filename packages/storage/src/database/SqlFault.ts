import { errorPlace } from "@glissade/core/ErrorPlace"
import * as Metrics from "@glissade/core/Metrics"
import { StorageUnavailable } from "@glissade/core/StorageUnavailable"
import * as Effect from "effect/Effect"
import * as SqlError from "effect/sql/SqlError"

type Reason = StorageUnavailable["reason"]

const messages: Readonly<Record<Reason, string>> = {
  starting: "the database is still starting; try again",
  unreachable: "the database does not answer; try again",
  full: "the server has no space left; nothing was saved",
  busy: "the database took too long; try again",
  broken: "the database refused it; the server's log says more"
}

/** The code of the error, as in Appendix A of PostgreSQL's manual. */
const stateOf = (error: SqlError.SqlError): string | undefined => {
  const { cause } = error.reason
  const code = typeof cause === "object" && cause !== null && "code" in cause ? cause.code : undefined
  return typeof code === "string" ? code : undefined
}

const byTag: Readonly<Record<string, Reason>> = {
  ConnectionError: "unreachable",
  AuthenticationError: "unreachable",
  DeadlockError: "busy",
  SerializationError: "busy",
  LockTimeoutError: "busy",
  StatementTimeoutError: "busy"
}

/** Classes of errors: no space (disk, memory, connections), shutting down, a file that cannot be read or written. */
const byState = (state: string | undefined): Reason => {
  if (state === "53100") return "full"
  if (state === "53200" || state === "53300" || state === "53400") return "busy"
  if (state?.startsWith("57P") === true) return "unreachable"
  // A full disk can also show as an input or output error of the file that could not grow.
  return state === "58030" ? "full" : "broken"
}

const reasonOf = (error: SqlError.SqlError): Reason => byTag[error.reason._tag] ?? byState(stateOf(error))

/** Whether a transaction failed because another was in its way; nothing of it was done. */
export const isRetryable = (error: unknown): boolean =>
  SqlError.isSqlError(error) && ["DeadlockError", "SerializationError"].includes(error.reason._tag)

/** The name of the rule that a row broke, if that is why a query failed. */
export const brokenRule = (error: SqlError.SqlError): string | undefined =>
  error.reason._tag === "UniqueViolation" ? error.reason.constraint : undefined

/**
 * Turns what PostgreSQL fails at into `StorageUnavailable`, counts and logs it. Only the code and the place are logged: PostgreSQL's messages
 * quote the values of a row.
 */
export const unavailableBy = <A, E, R>(
  effect: Effect.Effect<A, E | SqlError.SqlError, R>
): Effect.Effect<A, Exclude<E, SqlError.SqlError> | StorageUnavailable, R> =>
  Effect.catchIf(effect, SqlError.isSqlError, (error) => {
    const reason = reasonOf(error as SqlError.SqlError)
    const state = stateOf(error as SqlError.SqlError)
    return Effect.logWarning("a query failed").pipe(
      Effect.annotateLogs({ reason, state: state ?? "none", place: errorPlace(error) }),
      Effect.andThen(Metrics.countFault(`storage_${reason}`)),
      Effect.andThen(Effect.fail(new StorageUnavailable({ reason, message: messages[reason] })))
    )
  }) as never
