import { problemResponse } from "@glissade/api/ProblemResponse"
import { isLoopback } from "./LoopbackHost.ts"
import type { ServerSettings } from "./ServerConfig.ts"

/** Response to a request whose Host is not this server's. */
export const hostRefused = problemResponse({
  status: 421,
  type: "wrong-host",
  title: "This server does not go by this name",
  detail: "the Host is none of the server's own; name it in ALLOWED_HOSTS to allow it"
})

/** Response to a request with two Host headers. */
export const hostsRefused = problemResponse({
  status: 400,
  type: "invalid-request",
  title: "The request cannot be understood",
  detail: "there must be one Host, not two",
  errors: []
})

/** The name without the port; `undefined` if it is not a host. */
const nameOf = (host: string): string | undefined => {
  if (!/^[^\s/?#@\\]+$/.test(host) || !URL.canParse(`http://${host}`)) return undefined
  return new URL(`http://${host}`).hostname
}

/**
 * Whether the server accepts a request's Host. A site can point a name of its own at 127.0.0.1, and its requests then look like those of
 * the server's page (DNS rebinding); only the Host differs. On other addresses the server does not know its names, so it checks them only
 * if ALLOWED_HOSTS is set.
 */
export const isHostAllowed = (
  host: string | undefined,
  settings: Pick<ServerSettings, "host" | "allowedHosts">
): boolean => {
  const local = isLoopback(settings.host)
  if (!local && settings.allowedHosts.length === 0) return true
  const name = host === undefined ? undefined : nameOf(host)
  if (name === undefined) return false
  if (local && (name === "localhost" || name === "127.0.0.1" || name === "[::1]")) return true
  return settings.allowedHosts.includes(name) || settings.allowedHosts.includes(host!.toLowerCase())
}
