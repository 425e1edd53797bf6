import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { fetchWhenReady } from "@glissade/test-kit/FetchWhenReady"
import { environment } from "./Stranger.ts"

/** Starts a server by a command of the shell, as a document has it, and ends it with all that it started. */
export const withServer = async (
  cwd: string,
  command: string,
  settings: Readonly<Record<string, string>>,
  use: (url: string) => Promise<void>
): Promise<void> => {
  const env = { ...environment, PORT: "0", CACHE_FOLDER: join(cwd, "cache"), DATA_DIR: join(cwd, "data"), ...settings }
  const server = spawn("bash", ["-euc", command], { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] })
  let said = ""
  try {
    const url = await new Promise<string>((resolve, reject) => {
      const listen = (piece: Buffer) => {
        said += piece.toString()
        const [, url] = /listens on (\S+)/.exec(said) ?? []
        if (url !== undefined) resolve(url)
      }
      server.stdout.on("data", listen)
      server.stderr.on("data", listen)
      server.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)))
    })
    await use(url)
  } finally {
    server.removeAllListeners("exit")
    if (server.exitCode === null) {
      const exit = once(server, "exit")
      process.kill(-server.pid!, "SIGTERM")
      await exit
    }
  }
}

/** Runs a program. A new machine makes Python's memory image first. */
export const post = async (url: string, body: object): Promise<Record<string, unknown>> => {
  const response = await fetchWhenReady(`${url}/execute`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body)
  })
  return (await response.json()) as Record<string, unknown>
}

/** The languages that a server offers, in its order. */
export const languagesOf = async (url: string): Promise<ReadonlyArray<string>> => {
  const { runtimes } = (await (await fetch(`${url}/runtimes`)).json()) as {
    readonly runtimes: ReadonlyArray<{ readonly language: string }>
  }
  return runtimes.map(({ language }) => language)
}
