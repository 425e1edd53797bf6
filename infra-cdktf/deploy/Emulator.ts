import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { request } from "node:http"
import { createServer } from "node:net"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { cacheFolder, installPython, withPath } from "./Tools.ts"

/** https://pypi.org/project/ministack/ */
const version = "1.5.33"

/** The module with which the emulator verifies the signatures of tokens, if it is installed. */
const signatures = "cryptography==50.0.2"

/** The region that the emulator reports. */
export const region = "us-east-1"

/** The credentials for everything on the emulator. */
export const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: region }

/** The same for clients in this process, which has its own environment. */
export const clientConfig = { region, credentials: { accessKeyId: "test", secretAccessKey: "test" } }

/** A port that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on("error", reject)
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0))
    })
  })

const readProcess = (id: string, file: string): string => {
  try {
    return readFileSync(join("/proc", id, file), "utf8")
  } catch {
    return ""
  }
}

/** AWS on this machine: ministack, which runs the functions as local processes. */
export class Emulator {
  readonly url: string
  readonly #process: ChildProcess
  readonly #logPath: string

  private constructor(url: string, process: ChildProcess, logPath: string) {
    this.url = url
    this.#process = process
    this.#logPath = logPath
  }

  static async start(): Promise<Emulator> {
    const program = await installPython("ministack", version, [signatures])
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    mkdirSync(cacheFolder, { recursive: true })
    const logPath = join(cacheFolder, `ministack-${port}.log`)
    const log = openSync(logPath, "w")
    const child = spawn(program, [], {
      env: withPath({
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ...credentials,
        AWS_DEFAULT_REGION: region,
        GATEWAY_PORT: String(port),
        LAMBDA_EXECUTOR: "local"
      }),
      stdio: ["ignore", log, log],
      detached: true
    })
    closeSync(log)
    const emulator = new Emulator(url, child, logPath)
    const deadline = Date.now() + 60_000
    while (Date.now() < deadline && child.exitCode === null) {
      const healthy = await fetch(`${url}/_ministack/health`).then(
        (response) => response.ok,
        () => false
      )
      if (healthy) return emulator
      await sleep(200)
    }
    const said = readFileSync(logPath, "utf8")
    emulator.stop()
    throw new Error(`ministack did not start:\n${said}`)
  }

  /** Stops the emulator and all functions that it runs. */
  stop(): void {
    rmSync(this.#logPath, { force: true })
    if (this.#process.pid === undefined || this.#process.exitCode !== null) return
    process.kill(-this.#process.pid, "SIGKILL")
  }

  /** Calls an operation of an AWS service that speaks JSON. */
  async call<A>(target: string, input: object): Promise<A> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": target },
      body: JSON.stringify(input)
    })
    if (!response.ok) throw new Error(`${target}: ${response.status} ${await response.text()}`)
    return (await response.json().catch(() => ({}))) as A
  }

  /** Gets a resource of an AWS service with a REST API, as text. */
  async get(path: string, service: string): Promise<string> {
    const response = await fetch(`${this.url}${path}`, { headers: { authorization: this.#authorization(service) } })
    return response.text()
  }

  /** Calls an operation of an AWS service with the query protocol, and returns its XML. */
  async query(service: string, input: Readonly<Record<string, string>>): Promise<string> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: { authorization: this.#authorization(service) },
      body: new URLSearchParams(input)
    })
    return response.text()
  }

  /** The emulator looks at the service in the signature but does not verify it. */
  #authorization(service: string): string {
    const date = new Date().toISOString().slice(0, 10).replaceAll("-", "")
    const credential = `${credentials.AWS_ACCESS_KEY_ID}/${date}/${region}/${service}/aws4_request`
    return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`
  }

  /** Gets a file from a CloudFront distribution, whose host name only the emulator knows. */
  getFromDistribution(
    domain: string,
    path: string,
    headers: Readonly<Record<string, string>> = {}
  ): Promise<{
    readonly status: number
    readonly headers: NodeJS.Dict<string | Array<string>>
    readonly body: string
  }> {
    return new Promise((resolve, reject) => {
      request(`${this.url}${path}`, { headers: { ...headers, host: domain } }, (response) => {
        let body = ""
        response.setEncoding("utf8").on("data", (text: string) => {
          body += text
        })
        response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
      })
        .on("error", reject)
        .end()
    })
  }

  /** Kills the processes of a function, as a failing host would. Returns how many there were. */
  killFunction(name: string): number {
    const own = readdirSync("/proc").filter(
      (id) =>
        /^\d+$/.test(id) &&
        readProcess(id, "stat").split(") ").at(-1)?.split(" ")[1] === String(this.#process.pid) &&
        readProcess(id, "environ").split("\0").includes(`AWS_LAMBDA_FUNCTION_NAME=${name}`)
    )
    for (const id of own) process.kill(Number(id), "SIGKILL")
    return own.length
  }
}
