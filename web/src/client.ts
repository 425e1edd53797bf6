import type { Token } from "@glissade/client/Client"
import { Client } from "@glissade/client/Client"
import { OpenRuns } from "@glissade/client/OpenRuns"

declare global {
  /** Who the person is, for a server that asks: whoever embeds the page sets it before the page's script runs. */
  var glissadeToken: Token | undefined
}

interface PageConfig {
  readonly apiUrl?: string
  readonly webSocketUrl?: string
}

/** What a deployment wrote beside the page: where its API is. Nothing where the page comes from the API's own server. */
const deployed = async (): Promise<PageConfig> => {
  try {
    const response = await fetch("/config.json")
    return response.ok ? ((await response.json()) as PageConfig) : {}
  } catch {
    return {}
  }
}

const built: PageConfig = {
  ...(import.meta.env.VITE_API_URL === undefined ? {} : { apiUrl: import.meta.env.VITE_API_URL }),
  ...(import.meta.env.VITE_WEBSOCKET_URL === undefined ? {} : { webSocketUrl: import.meta.env.VITE_WEBSOCKET_URL })
}

/** What was built in goes before what was deployed; else the API is where the page came from. */
const config = { apiUrl: location.origin, ...(await deployed()), ...built }

export const { apiUrl } = config

export const openRuns = new OpenRuns()

/** The page's one client. */
export const client = new Client({ openRuns, token: globalThis.glissadeToken, ...config })
