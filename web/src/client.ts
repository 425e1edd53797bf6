import { Client } from "@glissade/client/Client"

/** The page's one client. Where the API is can be built in; by default it is where the page came from. */
export const client = new Client({
  apiUrl: import.meta.env.VITE_API_URL ?? location.origin,
  ...(import.meta.env.VITE_WEBSOCKET_URL === undefined ? {} : { webSocketUrl: import.meta.env.VITE_WEBSOCKET_URL })
})
