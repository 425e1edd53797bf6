import type { ProblemIssue } from "@glissade/protocol/Problem"
import { describeIssues } from "@glissade/protocol/Problem"

/** As many issues of one request are told; whoever mends these sees the next. */
export const maximumIssues = 20

/** Names in a path are the caller's own words, and are cut here: each character of one can be six in the answer, twice. */
const maximumNameLength = 40

const shorten = (part: string | number): string | number =>
  typeof part === "string" && part.length > maximumNameLength
    ? `${part.slice(0, maximumNameLength).toWellFormed()}…`
    : part

/** Issues as a problem carries them: so many that the answer stays small, however much is wrong with the request. */
export const tell = (
  issues: ReadonlyArray<ProblemIssue>
): { readonly errors: ReadonlyArray<ProblemIssue>; readonly detail: string } => {
  const errors = issues
    .slice(0, maximumIssues)
    .map(({ message, path }) => ({ path: path.slice(0, maximumIssues).map(shorten), message }))
  const more = issues.length - errors.length
  return { errors, detail: more > 0 ? `${describeIssues(errors)}; and ${more} more` : describeIssues(errors) }
}
