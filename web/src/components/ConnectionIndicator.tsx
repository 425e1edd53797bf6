import type { ConnectionStatus } from "@glissade/client/Client"

const words: Readonly<Record<ConnectionStatus["phase"], string>> = {
  idle: "Not connected",
  connecting: "Connecting …",
  greeting: "Connecting …",
  ready: "Live",
  waiting: "Reconnecting …",
  dormant: "Asleep",
  suspended: "Offline",
  blocked: "HTTP only",
  closed: "Closed"
}

interface ConnectionIndicatorProps {
  readonly status: ConnectionStatus
  /** Whether the browser knows of a network. */
  readonly isOnline: boolean
  /** Whether the last run could not reach the server by any route. */
  readonly isUnreachable: boolean
}

/** The connection's state in words and colour, with the route of the next run. */
export const ConnectionIndicator = ({
  isOnline,
  isUnreachable,
  status: { phase, route }
}: ConnectionIndicatorProps) => {
  const isLive = phase === "ready"
  const state = isOnline || isLive ? phase : "suspended"
  const isAnother = route === "http" && (phase === "waiting" || phase === "connecting" || phase === "greeting")
  return (
    <span class="connection" data-phase={state} data-route={route}>
      <span class="dot" />
      {isUnreachable && !isLive && state !== "suspended" ? "No server, trying again …" : words[state]}
      {isAnother && !isUnreachable && isOnline ? " (runs go over HTTP)" : ""}
      {isLive && route === "http" ? " again (over HTTP until it holds)" : ""}
    </span>
  )
}
