import { problemResponse } from "@glissade/api/ProblemResponse"

/** What pages get that may not use the server. */
export const originRefused = problemResponse({
  status: 403,
  type: "origin-not-allowed",
  title: "This page may not use the server",
  detail: "the request comes from a page of another site; name its origin in ALLOWED_ORIGINS to allow it"
})

/** Whether a text is the origin of a page as browsers write it: http or https, a host, and nothing after it. */
export const isWebOrigin = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { origin, protocol } = new URL(text)
  return (protocol === "http:" || protocol === "https:") && origin === text
}

/** The headers in which browsers say who asks. */
export type AskingHeaders = Readonly<Record<string, string | undefined>>

/**
 * Whether a request may change something or open a WebSocket. Programs other than browsers send none of these headers. A page's Origin must
 * be the server's host or an allowed origin; where the browser reports a cross-site request, only allowed origins count.
 */
export const isAskerAllowed = (headers: AskingHeaders, allowed: ReadonlyArray<string>): boolean => {
  const { host, origin, "sec-fetch-site": site } = headers
  if (origin !== undefined && allowed.includes(origin)) return true
  if (site === "cross-site" || site === "same-site") return false
  if (origin === undefined) return true
  return isWebOrigin(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
}
