import type { Client } from "@glissade/client/Client"

const clients = new Map<string, Promise<Client>>()

/** Where this script came from: a server offers it beside its page. */
export const origin = new URL("/", import.meta.url).href

const make = async (apiUrl: string): Promise<Client> => {
  const { Client } = await import("@glissade/client/Client")
  if (apiUrl !== "") return new Client({ apiUrl })
  // As the page does: a deployment writes beside it where its API is.
  const response = await fetch(`${origin}config.json`)
  return new Client({ apiUrl: origin, ...(response.ok ? await response.json() : {}) })
}

/** The page's one client of a server; its code comes, and its socket opens, with the first run. */
export const clientOf = (apiUrl: string): Promise<Client> => {
  let client = clients.get(apiUrl)
  if (client === undefined) {
    client = make(apiUrl)
    clients.set(apiUrl, client)
    // Code that did not come is asked for again by the next run.
    client.catch(() => clients.delete(apiUrl))
  }
  return client
}
