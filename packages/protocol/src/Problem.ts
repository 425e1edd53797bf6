import * as Schema from "effect/Schema"

/** Where in the request something is wrong, and how to fix it. */
export const ProblemIssue = Schema.Struct({
  /** From the body (or the parameters) inwards: `["files", 0, "name"]`. */
  path: Schema.Array(Schema.Union([Schema.String, Schema.Int])),
  message: Schema.String
})
export type ProblemIssue = typeof ProblemIssue.Type

/** Issues in one line, each with its path, for a problem's `detail`. */
export const describeIssues = (issues: ReadonlyArray<ProblemIssue>): string =>
  issues.map(({ message, path }) => `${path.join(".") || "the body"}: ${message}`).join("; ")

/** Problem details of RFC 9457, the body of every error response. */
export class ProblemDetails extends Schema.Opaque<ProblemDetails>()(
  Schema.Struct({
    type: Schema.String,
    title: Schema.String,
    status: Schema.Int,
    detail: Schema.optionalKey(Schema.String),
    errors: Schema.optionalKey(Schema.Array(ProblemIssue))
  })
) {}
