import type { Client } from "@glissade/client/Client"

const clients = new Map<string, Promise<Client>>()

/** Where this script came from: a server offers it beside its page. */
export const origin = new URL("/", import.meta.url).href

/** Who the reader is, for servers that ask: a token, or a function that is told a server's address and gives one for it. */
export type ReaderToken = string | ((apiUrl: string) => string | undefined | Promise<string | undefined>)

const make = async (api: string, token: ReaderToken = ""): Promise<Client> => {
  const { Client } = await import("@glissade/client/Client")
  // As the page does: a deployment writes beside it where its API is.
  const response = api === "" && (await fetch(`${origin}config.json`))
  const config = { apiUrl: api || origin, ...(response && response.ok && (await response.json())) }
  return new Client({ ...config, token: typeof token === "function" ? () => token(config.apiUrl) : token })
}

/** The page's one client of a server; its code comes, and its socket opens, with the first run. */
export const clientOf = (apiUrl: string, token?: ReaderToken): Promise<Client> => {
  let client = clients.get(apiUrl)
  if (client === undefined) {
    client = make(apiUrl, token)
    clients.set(apiUrl, client)
    // Code that did not come is asked for again by the next run.
    client.catch(() => clients.delete(apiUrl))
  }
  return client
}
