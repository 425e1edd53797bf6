import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { descendantsOf } from "./ProcessTree.ts"

const root = fileURLToPath(new URL("../../..", import.meta.url))

/** A server started as a person starts it, on a port of its own. */
export class ServerProcess {
  readonly url: string
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.url = url
  }

  /** With port 0 it listens on a free one. It keeps nothing, unless a folder is given for that. */
  static async start(port: number, environment: Record<string, string> = {}): Promise<ServerProcess> {
    const auth = "DATA_DIR" in environment ? {} : { AUTH: "none" }
    const child = spawn("npm", ["start", "--silent"], {
      cwd: root,
      env: { ...process.env, NATIVE: "off", ...auth, ...environment, PORT: String(port) },
      stdio: ["ignore", "pipe", "inherit"],
      detached: true
    })
    let text = ""
    child.stdout!.on("data", (chunk) => {
      text += String(chunk)
    })
    while (true) {
      const url = /http:\/\/\S+/.exec(text)?.[0]
      if (url !== undefined) {
        child.stdout!.removeAllListeners("data").resume()
        return new ServerProcess(child, url)
      }
      if (child.exitCode !== null) throw new Error(`the server did not start: ${text}`)
      await Promise.race([once(child.stdout!, "data"), once(child, "exit")])
    }
  }

  /** Process ids of everything that runs under this server. */
  pids(): ReadonlyArray<number> {
    return descendantsOf(this.#child.pid!)
  }

  /** The server's own process: `npm` and its shell stand before it. */
  get serverPid(): number {
    const isServer = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("server/src/start.ts")
    return this.pids().findLast((pid) => isServer(pid) && !readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("sh"))!
  }

  /** Asks it to end, and waits until it has. */
  stop(): Promise<void> {
    return this.#end("SIGTERM")
  }

  /** Ends it without a word, as a crash or a power cut does. */
  kill(): Promise<void> {
    return this.#end("SIGKILL")
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    process.kill(-this.#child.pid!, signal)
    await once(this.#child, "exit")
  }
}

/** What a process alone holds of memory and its whole resident size, in bytes (`/proc`, Linux). */
export const memoryOf = (
  pid: number
): { readonly command: string; readonly private: number; readonly resident: number } => {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0) * 1024
  return {
    command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim(),
    private: field("Private_Clean") + field("Private_Dirty"),
    resident: field("Rss")
  }
}
