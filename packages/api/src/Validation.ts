import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as ErrorReporter from "effect/ErrorReporter"
import * as SchemaIssue from "effect/SchemaIssue"
import type * as HttpApiErrorModule from "effect/http-api/HttpApiError"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import { tell } from "./Issues.ts"
import { BadRequest, Internal } from "./Problems.ts"

/** Responds to requests that cannot be decoded with a 400 that names each bad field. */
export class Validation extends HttpApiMiddleware.Service<Validation>()("@glissade/api/Validation", {
  error: [BadRequest, Internal]
}) {}

const format = SchemaIssue.makeFormatterStandardSchemaV1()

const segment = (part: PropertyKey | { readonly key: PropertyKey }): string | number => {
  const key = typeof part === "object" ? part.key : part
  return typeof key === "number" ? key : String(key)
}

/** Effect's messages for these say what was expected, not what to do. */
const reword = (message: string) => {
  if (message === "Expected no excess property") return "is not a field that is known here"
  // The rest is the schema with all of its fields.
  if (message === "Expected object" || message.startsWith("Expected {")) return "must be a JSON object"
  return message.replace(/^Expected a value with a length of at most/, "must have a length of at most")
}

/** Each issue with its path from the body (or the parameters) inwards. */
const toIssues = (error: HttpApiErrorModule.HttpApiSchemaError) =>
  format(error.cause.issue).issues.map(({ message, path }) => ({
    path: (path ?? []).map(segment),
    message: reword(message)
  }))

/** The middleware's implementation. A response that cannot be encoded is a fault of the server: logged, and a 500. */
export const layer = HttpApiMiddleware.layerSchemaErrorTransform(Validation, (error) =>
  error.kind === "Body" || error.kind === "ResponseHeaders"
    ? Effect.andThen(ErrorReporter.report(Cause.fail(error)), Effect.fail(new Internal()))
    : Effect.suspend(() => Effect.fail(new BadRequest(tell(toIssues(error)))))
)
