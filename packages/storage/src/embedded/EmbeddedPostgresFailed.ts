import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** Why Glissade's own PostgreSQL does not run. */
export const FailureReason = Schema.Literals([
  /** Another server uses the data folder. */
  "locked",
  /** There is no PostgreSQL for this machine, or its programs cannot be run here. */
  "unsupported",
  /** A folder cannot be used as it is. */
  "folder",
  /** Another major version wrote the data. */
  "version",
  /** PostgreSQL was started and gave up. */
  "failed"
])
export type FailureReason = typeof FailureReason.Type

/** Glissade's own PostgreSQL does not run. The message is for the operator: what happened and what to do. */
export class EmbeddedPostgresFailed extends Schema.TaggedError<EmbeddedPostgresFailed>()("EmbeddedPostgresFailed", {
  reason: FailureReason,
  message: Schema.String
}) {}

/** What helps on a machine where the embedded server does not work. */
export const otherwise = "Or set DATABASE_URL to a PostgreSQL from version 15 on."

/** Works on files at once; what the file system refuses is told as a fault of the folder. */
export const onFolder = <A>(what: string, act: () => A): Effect.Effect<A, EmbeddedPostgresFailed> =>
  Effect.try({ try: act, catch: (error) => folderFault(what, error) })

/** The same for what takes longer. */
export const onFolderLater = <A>(what: string, act: () => Promise<A>): Effect.Effect<A, EmbeddedPostgresFailed> =>
  Effect.tryPromise({ try: act, catch: (error) => folderFault(what, error) })

const folderFault = (what: string, error: unknown): EmbeddedPostgresFailed =>
  error instanceof EmbeddedPostgresFailed
    ? error
    : new EmbeddedPostgresFailed({ reason: "folder", message: `${what}: ${(error as Error).message}. ${otherwise}` })
