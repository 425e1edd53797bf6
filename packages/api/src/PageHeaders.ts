import * as HttpServerResponse from "effect/http/HttpServerResponse"

/** Sets the security headers of a page: its content security policy, no referrer, and frames of its own server only. */
export const pageHeaders = (
  policy: ReadonlyArray<string>
): ((response: HttpServerResponse.HttpServerResponse) => HttpServerResponse.HttpServerResponse) =>
  HttpServerResponse.setHeaders({
    "content-security-policy": [...policy, "base-uri 'none'", "frame-ancestors 'self'"].join("; "),
    "referrer-policy": "no-referrer"
  })
