import type { Environment } from "./Environment.ts"
import type { HttpAnswer, ReadAnswer, RunFailure, SubmitAnswer } from "./Run.ts"
import { parseResult } from "./Wire.ts"

/** A program to run. Only `code` must be there; `language` is `python` unless it says otherwise. */
export interface ExecuteRequest {
  readonly code: string
  readonly language?: string
  readonly stdin?: string
  readonly args?: ReadonlyArray<string>
  readonly files?: ReadonlyArray<{
    readonly name: string
    readonly content: string
    readonly encoding?: "utf8" | "base64"
  }>
  readonly limits?: { readonly timeoutMs?: number; readonly memoryBytes?: number; readonly outputBytes?: number }
}

/** How long an answer to a submit may take, in milliseconds. */
const submitTimeoutMs = 10_000

/** How long an answer about a job may take, in milliseconds: without it the job is submitted again. */
const readTimeoutMs = 3_000

/** What the synchronous call may take beyond the program's own time: the wait for an interpreter and the way. */
const executeGraceMs = 8_000

const toBody = ({ limits, ...request }: ExecuteRequest) => ({
  ...request,
  ...(limits === undefined
    ? {}
    : {
        limits: {
          timeout_ms: limits.timeoutMs,
          memory_bytes: limits.memoryBytes,
          output_bytes: limits.outputBytes
        }
      })
})

interface Problem {
  readonly title?: string
  readonly detail?: string
  readonly errors?: RunFailure["issues"]
}

const readJson = async (response: Response): Promise<unknown> => {
  try {
    return await response.json()
  } catch {
    return undefined
  }
}

const retryAfterMs = (response: Response): number | undefined => {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined
}

const describe = (response: Response, problem: Problem): string =>
  problem.detail ?? problem.title ?? `the server answered ${response.status}`

const unreachable = "the server cannot be reached"

type Refusal =
  | { readonly type: "refused"; readonly failure: RunFailure }
  | { readonly type: "busy"; readonly retryAfterMs: number | undefined; readonly message: string }
  | { readonly type: "unsure"; readonly message: string }

const toRefusal = async (response: Response): Promise<Refusal> => {
  const problem = ((await readJson(response)) ?? {}) as Problem
  const message = describe(response, problem)
  if (response.status === 429 || response.status === 503) {
    return { type: "busy", retryAfterMs: retryAfterMs(response), message }
  }
  if (response.status >= 500) return { type: "unsure", message }
  const issues = problem.errors === undefined ? {} : { issues: problem.errors }
  return { type: "refused", failure: { code: "rejected", message, status: response.status, ...issues } }
}

/** A job, and the key that reads and cancels it. */
export interface JobAccess {
  readonly jobId: string
  readonly jobKey: string
}

/** The HTTP calls of a run. They answer, they never throw. */
export class Api {
  readonly #url: string
  readonly #environment: Environment
  #keepsJobs = true

  constructor(url: string, environment: Environment) {
    this.#url = url.replace(/\/+$/, "")
    this.#environment = environment
  }

  async #call(path: string, init: RequestInit, timeoutMs: number, signal?: AbortSignal): Promise<Response | undefined> {
    const abort = new AbortController()
    const onAbort = () => abort.abort()
    const cancelTimer = this.#environment.setTimer(onAbort, timeoutMs)
    signal?.addEventListener("abort", onAbort)
    try {
      return await this.#environment.fetch(this.#url + path, { ...init, signal: abort.signal })
    } catch {
      return undefined
    } finally {
      cancelTimer()
      signal?.removeEventListener("abort", onAbort)
    }
  }

  #post(path: string, body: unknown, timeoutMs: number, signal: AbortSignal): Promise<Response | undefined> {
    const headers = { "content-type": "application/json" }
    return this.#call(path, { method: "POST", headers, body: JSON.stringify(body) }, timeoutMs, signal)
  }

  #job(method: "GET" | "DELETE", { jobId, jobKey }: JobAccess): Promise<Response | undefined> {
    const headers = { authorization: `Bearer ${jobKey}` }
    return this.#call(`/jobs/${jobId}`, { method, headers, keepalive: true }, readTimeoutMs)
  }

  /** Puts a program on the queue. A repeat with the same job and attempt is the same job. */
  async submit(
    request: ExecuteRequest,
    job: JobAccess & { readonly attempt: number; readonly connectionId: string },
    signal: AbortSignal
  ): Promise<SubmitAnswer> {
    const { attempt, connectionId, jobId, jobKey } = job
    const body = { ...toBody(request), connection_id: connectionId, job_id: jobId, job_key: jobKey, attempt }
    const response = await this.#post("/execute/async", body, submitTimeoutMs, signal)
    if (response === undefined) return { type: "unsure", message: unreachable }
    if (response.status === 202) return { type: "accepted" }
    const refusal = await toRefusal(response)
    return refusal.type === "refused" && response.status === 404 ? { type: "stale" } : refusal
  }

  /** Runs a program and waits for its result. */
  async execute(request: ExecuteRequest, timeoutMs: number, signal: AbortSignal): Promise<HttpAnswer> {
    const response = await this.#post("/execute", toBody(request), timeoutMs + executeGraceMs, signal)
    if (response === undefined) return { type: "unsure", message: unreachable }
    if (!response.ok) return toRefusal(response)
    const result = parseResult(await readJson(response))
    return result === undefined
      ? { type: "unsure", message: "the server's answer cannot be understood" }
      : { type: "result", result }
  }

  /**
   * What became of a job. A server that keeps no jobs (501), and one that knows no such route (a 404 without our problem details, or
   * a browser's refusal of the call), is not asked again.
   */
  async read(job: JobAccess): Promise<ReadAnswer> {
    if (!this.#keepsJobs) return { type: "unknown" }
    const response = await this.#job("GET", job)
    if (response === undefined) return { type: "unknown" }
    const body = (await readJson(response)) as { readonly result?: unknown } | undefined
    if (response.ok) {
      const result = parseResult(body?.result)
      return result === undefined ? { type: "active" } : { type: "finished", result }
    }
    this.#noteRefusal(response, body)
    return { type: "unknown" }
  }

  /** Stops a job that waits or runs. `false` when the server cannot reach it. */
  async cancel(job: JobAccess): Promise<boolean> {
    if (!this.#keepsJobs) return false
    const response = await this.#job("DELETE", job)
    if (response === undefined) return false
    if (response.ok) return true
    this.#noteRefusal(response, await readJson(response))
    // A job that is unknown has finished meanwhile.
    return this.#keepsJobs && response.status === 404
  }

  #noteRefusal({ status }: Response, body: unknown): void {
    const isProblem = (body as { readonly type?: unknown } | undefined)?.type === "urn:glissade:problem:unknown-job"
    if (status === 501 || status === 403 || (status === 404 && !isProblem)) this.#keepsJobs = false
  }

  /** What `GET` of a path answers as JSON; throws when the server cannot be reached or does not answer 200. */
  async get(path: string): Promise<unknown> {
    const response = await this.#environment.fetch(this.#url + path, {})
    if (!response.ok) throw new Error(describe(response, {}))
    return response.json()
  }
}
