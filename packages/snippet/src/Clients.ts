import type { Client } from "@glissade/client/Client"

const clients = new Map<string, Promise<Client>>()

/** The origin of this script: a server offers it beside its page. */
export const origin = new URL("/", import.meta.url).href

/** The reader's token, for servers that ask for one: a value, or a function that is given a server's address and returns one for it. */
export type ReaderToken = string | ((apiUrl: string) => string | undefined | Promise<string | undefined>)

const make = async (api: string, token: ReaderToken = ""): Promise<Client> => {
  const { Client } = await import("@glissade/client/Client")
  // As the page does: a deployment writes its API's address into this file.
  const response = api === "" && (await fetch(`${origin}config.json`))
  const config = { apiUrl: api || origin, ...(response && response.ok && (await response.json())) }
  return new Client({ ...config, token: typeof token === "function" ? () => token(config.apiUrl) : token })
}

/** The page's one client of a server. Its code is loaded, and its socket opened, on the first run. */
export const clientOf = (apiUrl: string, token?: ReaderToken): Promise<Client> => {
  let client = clients.get(apiUrl)
  if (client === undefined) {
    client = make(apiUrl, token)
    clients.set(apiUrl, client)
    // If loading the code failed, the next run tries again.
    client.catch(() => clients.delete(apiUrl))
  }
  return client
}
