import type { Environment } from "./Environment.ts"
import type { OpenRun } from "./OpenRuns.ts"
import type { RunAnswer, RunFailure } from "./Run.ts"
import type { HeldToken } from "./Token.ts"
import { parseResult } from "./Wire.ts"

/** A program to run. Only `code` is required; `language` defaults to `python`. */
export interface ExecuteRequest {
  readonly code: string
  readonly language?: string
  /** Asks for the native runtime of a language that the server has in WebAssembly too: one of its `nativeRuntimes`. */
  readonly runtime?: "native"
  readonly stdin?: string
  /** Whether the program is given more input while it runs (`typeInto`): for a language whose runtime has `interactiveInput`. */
  readonly input?: "stream"
  readonly args?: ReadonlyArray<string>
  readonly files?: ReadonlyArray<{
    readonly name: string
    readonly content: string
    readonly encoding?: "utf8" | "base64"
  }>
  /** Whether to check the program beside the run, where the language's runtime says `check`. */
  readonly check?: boolean | undefined
  /**
   * Whether compiling is told apart from the program, where the language's runtime says `compiled`: its output has the stage `compile`, the
   * result has `compile`, and its time has a limit of its own. Under the name that it travels by.
   */
  readonly compile_output?: boolean
  /** Id of the saved program that is run, for a server with the feature `library`, under the name that it travels by. */
  readonly snippet_id?: string
  readonly limits?: {
    readonly timeoutMs?: number
    readonly memoryBytes?: number
    readonly outputBytes?: number
    /** Only with `compile_output`. */
    readonly compileTimeoutMs?: number
  }
}

/** Timeout of a submit, in milliseconds. */
const submitTimeoutMs = 10_000

/** Timeout of a question about a job, in milliseconds. Without an answer the job is submitted again. */
const readTimeoutMs = 3_000

/** What the synchronous call may take beyond the program's time limit: the wait for the first interpreter of a language (20 s) and the network. */
const executeGraceMs = 23_000

const toBody = ({ limits, ...request }: ExecuteRequest) => ({
  ...request,
  limits: limits && {
    timeout_ms: limits.timeoutMs,
    memory_bytes: limits.memoryBytes,
    output_bytes: limits.outputBytes,
    compile_timeout_ms: limits.compileTimeoutMs
  }
})

/** What the client uses of a response body: a problem (RFC 9457), the state of a job, a server's features, or a ticket. */
interface Body {
  readonly type?: string
  readonly title?: string
  readonly detail?: string
  readonly errors?: RunFailure["issues"]
  readonly result?: unknown
  readonly features?: ReadonlyArray<string>
  readonly ticket?: string
}

/** A response, with its body if that is JSON. */
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

/** The HTTP calls of a run. They return an answer and never throw. */
export class Api {
  readonly #url: string
  readonly #environment: Environment
  readonly #token: HeldToken | undefined
  /** The server's features, once it has reported them. Older servers refuse fields and headers that they do not know. */
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
    // Never removed: the signal belongs to one run and is dropped with it.
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
    signal?: AbortSignal,
    isAgain?: boolean
  ): Promise<Answer | undefined> {
    const token = await this.#token?.(isAgain)
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) }
    const answer = await this.#call(path, timeoutMs, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      signal: signal ?? null
    })
    // An HTTP API of API Gateway answers 403 if its authorizer function refuses the token.
    const isRefused = answer?.status === 401 || answer?.status === 403
    return isRefused && this.#token && !isAgain ? this.#post(path, timeoutMs, body, signal, true) : answer
  }

  async #job(method: "GET" | "DELETE", { jobId, jobKey }: OpenRun): Promise<Answer | undefined> {
    await this.learn()
    const headers: HeadersInit = this.#features?.includes("job_key_header")
      ? { "glissade-job-key": jobKey }
      : { authorization: `Bearer ${jobKey}` }
    return this.#call(`/jobs/${jobId}`, readTimeoutMs, { method, headers, keepalive: true })
  }

  /** Asks for the server's features, until it has reported them. */
  async learn(): Promise<void> {
    if (this.#features) return
    const answer = await this.#call("/runtimes", readTimeoutMs, {})
    // Older servers report none. What stands between may answer for the server, and knows nothing.
    if (answer?.status === 200 || answer?.status === 404) this.#features = answer.body.features ?? []
  }

  /**
   * What the address of a socket says of the person: a ticket where the server gives tickets out, so that no token is in an address, else
   * the token. `undefined` where that cannot be found out now.
   */
  async admission(token: string): Promise<string | undefined> {
    await this.learn()
    if (!this.#features?.includes("tickets")) return this.#features && `token=${encodeURIComponent(token)}`
    const ticket = (await this.#post("/tickets", readTimeoutMs, {}))?.body.ticket
    return ticket && `ticket=${ticket}`
  }

  /** Puts a program on the queue. A repeat with the same job and attempt is the same submit. */
  async submit(run: OpenRun, connectionId: string, signal: AbortSignal): Promise<RunAnswer> {
    const body = {
      ...toBody(run.request),
      connection_id: connectionId,
      job_id: run.jobId,
      job_key: run.jobKey,
      attempt: run.attempt,
      // The client assembles the pieces, so the result need not repeat them.
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
    return result ? { type: "result", result } : { ...unreachable, message: "the server's answer cannot be read" }
  }

  /** Reads the state of a job. */
  async read(run: OpenRun): Promise<RunAnswer> {
    const answer = await this.#job("GET", run)
    if (answer?.status !== 200) return { type: "unknown" }
    const result = parseResult(answer.body.result)
    return result ? { type: "result", result } : { type: "active" }
  }

  /** Cancels a job that waits or runs. `false` when the server cannot reach it. */
  async cancel(run: OpenRun): Promise<boolean> {
    const answer = await this.#job("DELETE", run)
    // For an unknown job: it has finished meanwhile. Any other 404 means that the server has no such route.
    return answer?.status === 200 || answer?.body.type === "urn:glissade:problem:unknown-job"
  }
}
