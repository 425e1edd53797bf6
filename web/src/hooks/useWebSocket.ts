import type { Client, ConnectionStatus } from "@glissade/client/Client"
import { useEffect, useState } from "preact/hooks"

/** Opens the client's connection when the page is shown, and tells what it is like. */
export const useWebSocket = (client: Client): ConnectionStatus => {
  const [status, setStatus] = useState(client.status)
  useEffect(() => {
    const unsubscribe = client.onStatus(setStatus)
    client.connect()
    setStatus(client.status)
    return unsubscribe
  }, [client])
  return status
}
