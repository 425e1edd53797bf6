import * as Schema from "effect/Schema"

/** Maximum number of diagnostics of a result. */
export const maximumDiagnostics = 50

/** Maximum of them all as JSON, in bytes: a result is one message. */
export const maximumDiagnosticBytes = 16_000

const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/** An error that a check of a program found, such as one of its types. It did not stop the program. */
export const Diagnostic = Schema.Struct({
  /** The file, by its name beside the main file. */
  file: Schema.String,
  /** Counted from 1. */
  line: Count,
  /** Counted from 1, in UTF-16 units. */
  column: Count,
  /** The checker's number of the error, such as 2322 for TypeScript's TS2322. */
  code: Schema.Int,
  /** At most 500 characters. */
  message: Schema.String
})
export type Diagnostic = typeof Diagnostic.Type
