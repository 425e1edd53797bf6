import type { Client, ConnectionStatus } from "@glissade/client/Client"
import type { ReadonlySignal } from "@preact/signals-core"
import { signal } from "@preact/signals-core"

/** Opens the client's connection, and shows its state. */
export const openConnection = (client: Client): ReadonlySignal<ConnectionStatus> => {
  const status = signal(client.status)
  client.onStatus((next) => {
    status.value = next
  })
  client.connect()
  return status
}
