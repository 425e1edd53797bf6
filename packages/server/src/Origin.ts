import { problemResponse } from "@glissade/api/ProblemResponse"

/** What pages get that may not use the server. */
export const originRefused = problemResponse({
  status: 403,
  type: "origin-not-allowed",
  title: "This page may not use the server",
  detail: "the Origin is not the server's own; name it in ALLOWED_ORIGINS to allow it"
})

/**
 * Whether a browser page of this origin may use the server. A missing Origin is admitted (no browser sends a WebSocket or a
 * cross-site POST without one); else it must be the server's own host or one that is allowed by name.
 */
export const isOriginAllowed = (
  origin: string | undefined,
  host: string | undefined,
  allowed: ReadonlyArray<string>
): boolean => {
  if (origin === undefined) return true
  if (allowed.includes(origin)) return true
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
}
