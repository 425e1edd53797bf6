import type { Environment } from "./Environment.ts"
import type { OpenRun } from "./OpenRuns.ts"
import type { RunAnswer, RunFailure } from "./Run.ts"
import type { HeldToken } from "./Token.ts"
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
  limits: limits && {
    timeout_ms: limits.timeoutMs,
    memory_bytes: limits.memoryBytes,
    output_bytes: limits.outputBytes
  }
})

/** What the client uses of an answer's body: a problem (RFC 9457), the state of a job, or what a server takes. */
interface Body {
  readonly type?: string
  readonly title?: string
  readonly detail?: string
  readonly errors?: RunFailure["issues"]
  readonly result?: unknown
  readonly features?: ReadonlyArray<string>
}

/** An answer that is there, with its body as far as it is JSON. */
interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

const unreachable = { type: "unsure", message: "the server cannot be reached", retryAfterMs: 0 } as const

const toRefusal = (answer: Answer | undefined): RunAnswer => {
  if (answer === undefined) return unreachable
  const { body, headers, status } = answer
  const message = body.detail ?? body.title ?? `the server answered ${status}`
  const isBusy = status === 429 || status === 503
  if (isBusy || status >= 500) {
    return { type: isBusy ? "busy" : "unsure", message, retryAfterMs: 1000 * Number(headers.get("retry-after")) || 0 }
  }
  const { errors: issues } = body
  return { type: "refused", failure: { code: "rejected", message, status, ...(issues && { issues }) } }
}

/** The HTTP calls of a run. They answer, they never throw. */
export class Api {
  readonly #url: string
  readonly #environment: Environment
  readonly #token: HeldToken | undefined
  /** What the server takes beyond what every server takes, once it has said so: older ones refuse what they do not know. */
  #features: ReadonlyArray<string> | undefined

  constructor(url: string, environment: Environment, token: HeldToken | undefined) {
    this.#url = url
    this.#environment = environment
    this.#token = token
  }

  async #call(path: string, timeoutMs: number, init: RequestInit): Promise<Answer | undefined> {
    const abort = new AbortController()
    const end = () => abort.abort()
    const cancelTimer = this.#environment.setTimer(end, timeoutMs)
    // The signal is a run's own, and goes with it.
    init.signal?.addEventListener("abort", end)
    try {
      const response = await this.#environment.fetch(this.#url + path, { ...init, signal: abort.signal })
      const body = (await response.json().catch(() => undefined)) as Body | null | undefined
      return { status: response.status, headers: response.headers, body: body ?? {} }
    } catch {
      return undefined
    } finally {
      cancelTimer()
    }
  }

  async #post(
    path: string,
    timeoutMs: number,
    body: unknown,
    signal: AbortSignal,
    isAgain?: boolean
  ): Promise<Answer | undefined> {
    const token = await this.#token?.(isAgain)
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) }
    const answer = await this.#call(path, timeoutMs, { method: "POST", headers, body: JSON.stringify(body), signal })
    const isRefused = answer?.status === 401 && this.#token && !isAgain
    return isRefused ? this.#post(path, timeoutMs, body, signal, true) : answer
  }

  async #job(method: "GET" | "DELETE", { jobId, jobKey }: OpenRun): Promise<Answer | undefined> {
    await this.learn()
    const headers: HeadersInit = this.#features?.includes("job_key_header")
      ? { "glissade-job-key": jobKey }
      : { authorization: `Bearer ${jobKey}` }
    return this.#call(`/jobs/${jobId}`, readTimeoutMs, { method, headers, keepalive: true })
  }

  /** Asks what the server takes, until it has said so. */
  async learn(): Promise<void> {
    this.#features ??= (await this.#call("/runtimes", readTimeoutMs, {}))?.body.features
  }

  /** Puts a program on the queue. A repeat with the same job and attempt is the same job. */
  async submit(run: OpenRun, connectionId: string, signal: AbortSignal): Promise<RunAnswer> {
    const body = {
      ...toBody(run.request),
      connection_id: connectionId,
      job_id: run.jobId,
      job_key: run.jobKey,
      attempt: run.attempt,
      // The client puts the pieces together: in the result they would come a second time.
      output: this.#features?.includes("output") ? "pieces" : undefined
    }
    const answer = await this.#post("/execute/async", submitTimeoutMs, body, signal)
    if (answer?.status === 202) return { type: "accepted" }
    return answer?.status === 404 ? { type: "stale" } : toRefusal(answer)
  }

  /** Runs a program and waits for its result. */
  async execute(request: ExecuteRequest, timeoutMs: number, signal: AbortSignal): Promise<RunAnswer> {
    const answer = await this.#post("/execute", timeoutMs + executeGraceMs, toBody(request), signal)
    if (answer?.status !== 200) return toRefusal(answer)
    const result = parseResult(answer.body)
    return result ? { type: "result", result } : { ...unreachable, message: "the server's answer cannot be understood" }
  }

  /** What became of a job. */
  async read(run: OpenRun): Promise<RunAnswer> {
    const answer = await this.#job("GET", run)
    if (answer?.status !== 200) return { type: "unknown" }
    const result = parseResult(answer.body.result)
    return result ? { type: "result", result } : { type: "active" }
  }

  /** Stops a job that waits or runs. `false` when the server cannot reach it. */
  async cancel(run: OpenRun): Promise<boolean> {
    const answer = await this.#job("DELETE", run)
    // A job that is unknown has finished meanwhile. Another 404 is of a server without this route.
    return answer?.status === 200 || answer?.body.type === "urn:glissade:problem:unknown-job"
  }
}
