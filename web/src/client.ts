import type { Token } from "@glissade/client/Client"
import { Client } from "@glissade/client/Client"
import { OpenRuns } from "@glissade/client/OpenRuns"
import { readStored } from "./state/Stored.ts"

declare global {
  /** The person's token, for servers that need one. Whoever embeds the page sets it before the page's script runs. */
  var glissadeToken: Token | undefined
}

interface PageConfig {
  readonly apiUrl?: string
  readonly webSocketUrl?: string
}

/** The deployment's settings file beside the page: where the API is. `undefined` where the API's own server serves the page. */
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

/** Build-time settings take precedence over the deployment's; the default is the page's own origin. */
const config = { apiUrl: location.origin, ...(await deployed()), ...built }

export const { apiUrl } = config

export const openRuns = new OpenRuns()

/** The person's token: of whoever embeds the page, or of the session, which a part of the page keeps that only people who signed in need. */
export const token: Token =
  globalThis.glissadeToken ??
  (async () =>
    (readStored("tab", "session") ?? readStored("browser", "signed-in"))
      ? (await import("./account/Session.ts")).accessToken()
      : undefined)

/** The page's one client. */
export const client = new Client({ openRuns, token, ...config })
