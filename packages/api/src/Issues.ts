import type { ProblemIssue } from "@glissade/protocol/Problem"
import { describeIssues } from "@glissade/protocol/Problem"

/** At most this many issues of one request are reported; fixing them shows the next. */
export const maximumIssues = 20

/** Callers choose the names in a path, so they are truncated: a character can take six in the response, and appears twice. */
const maximumNameLength = 40

const shorten = (part: string | number): string | number =>
  typeof part === "string" && part.length > maximumNameLength
    ? `${part.slice(0, maximumNameLength).toWellFormed()}…`
    : part

/** Issues for a problem response, limited so that it stays small however much is wrong with the request. */
export const tell = (
  issues: ReadonlyArray<ProblemIssue>
): { readonly errors: ReadonlyArray<ProblemIssue>; readonly detail: string } => {
  const errors = issues
    .slice(0, maximumIssues)
    .map(({ message, path }) => ({ path: path.slice(0, maximumIssues).map(shorten), message }))
  const more = issues.length - errors.length
  return { errors, detail: more > 0 ? `${describeIssues(errors)}; and ${more} more` : describeIssues(errors) }
}
