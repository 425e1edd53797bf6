import type { Client } from "@glissade/client/Client"

const clients = new Map<string, Promise<Client>>()

/** The page's one client of a server; its code comes, and its socket opens, with the first run. */
export const clientOf = (apiUrl: string): Promise<Client> => {
  const known = clients.get(apiUrl)
  if (known !== undefined) return known
  const made = import("@glissade/client/Client").then(({ Client }) => new Client({ apiUrl }))
  clients.set(apiUrl, made)
  // Code that did not come is asked for again by the next run.
  made.catch(() => clients.delete(apiUrl))
  return made
}
