import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import { tell } from "./Issues.ts"
import { scanJson } from "./JsonScan.ts"
import { BadRequest, UnsupportedMediaType } from "./Problems.ts"
import { utf8Fault } from "./Utf8Fault.ts"

/** Checks a body before it is parsed: media type, UTF-8, nesting and length of arrays. */
export class RequestBody extends HttpApiMiddleware.Service<RequestBody>()("@glissade/api/RequestBody", {
  error: [BadRequest, UnsupportedMediaType]
}) {}

/** What is wrong with a body's media type or coding; `undefined` for nothing. */
const mediaFault = (headers: Readonly<Record<string, string | undefined>>): string | undefined => {
  const encoding = headers["content-encoding"]?.trim().toLowerCase()
  if (encoding !== undefined && encoding !== "" && encoding !== "identity") {
    return "send the body as it is, without a Content-Encoding"
  }
  const [type, ...parameters] = (headers["content-type"] ?? "").split(";").map((part) => part.trim().toLowerCase())
  if (type !== "application/json") return "send JSON with content-type application/json"
  const charset = parameters.find((parameter) => /^charset\s*=/.test(parameter))
  return charset === undefined || /^charset\s*=\s*"?utf-?8"?$/.test(charset) ? undefined : "send JSON in UTF-8"
}

const badRequest = (message: string) => new BadRequest(tell([{ path: [], message }]))

/** The middleware's implementation. The request caches the bytes, so the parser does not read again. */
export const layer = Layer.succeed(
  RequestBody,
  Effect.fnUntraced(function* (effect) {
    const request = yield* HttpServerRequest.HttpServerRequest
    const fault = mediaFault(request.headers)
    if (fault !== undefined) return yield* new UnsupportedMediaType({ detail: fault })
    const bytes = new Uint8Array(yield* Effect.orDie(request.arrayBuffer))
    const offset = utf8Fault(bytes)
    if (offset !== undefined) return yield* badRequest(`must be UTF-8, and is not at byte ${offset}`)
    const issue = scanJson(bytes)
    if (issue !== undefined) return yield* new BadRequest(tell([issue]))
    return yield* effect
  })
)
