import * as HttpServerResponse from "effect/http/HttpServerResponse"

/**
 * Gives an answer that a browser shows the headers that keep it to itself: its content security policy, no address
 * told to others, and no frame around it but of its own server.
 */
export const pageHeaders = (
  policy: ReadonlyArray<string>
): ((response: HttpServerResponse.HttpServerResponse) => HttpServerResponse.HttpServerResponse) =>
  HttpServerResponse.setHeaders({
    "content-security-policy": [...policy, "base-uri 'none'", "frame-ancestors 'self'"].join("; "),
    "referrer-policy": "no-referrer"
  })
