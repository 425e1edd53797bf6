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

/** The connection in words and colour, with the route that the next run takes. */
export const ConnectionIndicator = ({ status: { phase, route } }: { readonly status: ConnectionStatus }) => (
  <span class="connection" data-phase={phase} data-route={route}>
    <span class="dot" aria-hidden="true" />
    {words[phase]}
    {route === "http" && phase !== "blocked" ? " (runs go over HTTP)" : ""}
  </span>
)
