import type { Client } from "@glissade/client/Client"
import type * as Running from "./Running.ts"

/** A client, with what shows its runs. */
export interface Runner extends Pick<typeof Running, "isBad" | "makePlain" | "summarize"> {
  readonly client: Client
}

const runners = new Map<string, Promise<Runner>>()

/** The origin of this script: a server offers it beside its page. */
export const origin = new URL("/", import.meta.url).href

/** The reader's token, for servers that ask for one: a value, or a function that is given a server's address and returns one for it. */
export type ReaderToken = string | ((apiUrl: string) => string | undefined | Promise<string | undefined>)

const make = async (api: string, token: ReaderToken = ""): Promise<Runner> => {
  const { Client, ...shows } = await import("./Running.ts")
  // As the page does: a deployment writes its API's address into this file.
  const response = api === "" && (await fetch(`${origin}config.json`))
  const config = { apiUrl: api || origin, ...(response && response.ok && (await response.json())) }
  const client = new Client({ ...config, token: typeof token === "function" ? () => token(config.apiUrl) : token })
  return { client, ...shows }
}

/** The page's one client of a server. Its code is loaded, and its socket opened, on the first run. */
export const runnerOf = (apiUrl: string, token?: ReaderToken): Promise<Runner> => {
  let runner = runners.get(apiUrl)
  if (runner === undefined) {
    runner = make(apiUrl, token)
    runners.set(apiUrl, runner)
    // If loading the code failed, the next run tries again.
    runner.catch(() => runners.delete(apiUrl))
  }
  return runner
}
