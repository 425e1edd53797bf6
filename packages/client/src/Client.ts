import type { ExecuteRequest } from "./Api.ts"
import { Api } from "./Api.ts"
import type { ConnectionEffect, ConnectionEvent, ConnectionPhase, ConnectionState } from "./Connection.ts"
import * as Connection from "./Connection.ts"
import type { Environment, SocketLike } from "./Environment.ts"
import { liveEnvironment } from "./Environment.ts"
import type { ClientEffect } from "./Execution.ts"
import { Execution } from "./Execution.ts"
import type { Machine } from "./Machine.ts"
import { startMachine } from "./Machine.ts"
import type { OpenRun } from "./OpenRuns.ts"
import * as Run from "./Run.ts"
import type { HeldToken, Token } from "./Token.ts"
import { holdToken } from "./Token.ts"
import { toHex, uuidV7 } from "./Uuid.ts"
import { parseMessage } from "./Wire.ts"

export type { ExecuteRequest } from "./Api.ts"
export type { Environment } from "./Environment.ts"
export type { Execution } from "./Execution.ts"
export type { Outcome, Route, RunEvent, RunFailure } from "./Run.ts"
export type { Token } from "./Token.ts"

/** How long a program may wait for input in all, in milliseconds: too long for the synchronous call. */
const longestInputMs = 60_000

/** How long compiling may take where a request that has it told apart names no limit, in milliseconds. */
const defaultCompileTimeoutMs = 10_000

/** The state of the connection, for an indicator. */
export interface ConnectionStatus {
  readonly phase: ConnectionPhase
  /** How a run would travel if it began now. */
  readonly route: Run.Route
}

export interface ClientOptions {
  /** Where the HTTP API is, such as `https://example.org`. */
  readonly apiUrl: string
  /** Where the WebSocket is; by default `/ws` of the API's host. `null` uses only HTTP. */
  readonly webSocketUrl?: string | null
  /** The longest run that the server takes over HTTP, in milliseconds; 25 s by default. */
  readonly syncTimeoutMs?: number
  /** The server's default time limit of a run, in milliseconds; 10 s by default. */
  readonly defaultTimeoutMs?: number
  /** The person's token, for a server that asks for one. */
  readonly token?: Token | undefined
  /** Is given the runs without an outcome, so that they can be continued ({@link Client.goOn}) after a reload of the page. */
  readonly openRuns?: { readonly write: (runs: ReadonlyArray<OpenRun>) => void }
  readonly environment?: Environment
}

/**
 * Runs programs on a Glissade server: over the WebSocket while it is connected, over HTTP otherwise, and a run can change from one to the
 * other. Connects on the first run or on `connect()`.
 */
export class Client {
  readonly #environment: Environment
  readonly #options: ClientOptions
  readonly #api: Api
  readonly #webSocketUrl: string | null
  readonly #token: HeldToken | undefined
  readonly #connection: Machine<ConnectionState, ConnectionEvent>
  readonly #listeners = new Set<(status: ConnectionStatus) => void>()
  readonly #unsubscribe: (() => void) | undefined
  /** Runs without an outcome, oldest first. */
  #runs: Array<Execution> = []
  #socket: SocketLike | undefined
  #turn: Promise<unknown> = Promise.resolve()
  /** The connection is being replaced on purpose. */
  #isMoving = false

  constructor(options: ClientOptions) {
    const { environment = liveEnvironment() } = options
    const apiUrl = options.apiUrl.replace(/\/+$/, "")
    const { webSocketUrl = `${apiUrl.replace(/^http/, "ws")}/ws` } = options
    this.#options = options
    this.#environment = environment
    this.#webSocketUrl = webSocketUrl
    this.#connection = startMachine(environment, Connection.initial(webSocketUrl !== null), Connection.step, (effect) =>
      this.#perform(effect)
    )
    this.#token = options.token ? holdToken(environment, options.token) : undefined
    this.#api = new Api(apiUrl, environment, this.#token)
    this.#unsubscribe = environment.onLifecycle?.((type) => this.#connection.tell({ type }))
  }

  get status(): ConnectionStatus {
    return { phase: this.#connection.state.phase, route: this.#usesHttp() ? "http" : "live" }
  }

  /** Calls the listener on each change of the connection. Returns a function that unsubscribes. */
  onStatus(listener: (status: ConnectionStatus) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Opens the connection ahead of the first run. */
  connect(): void {
    this.#connection.tell({ type: "start" })
  }

  /** Runs a program. With a signal, aborting it stops the run. */
  execute(request: ExecuteRequest, { signal }: { readonly signal?: AbortSignal } = {}): Execution {
    const { now, randomBytes } = this.#environment
    const at = now()
    const jobId = uuidV7(at, randomBytes())
    const execution = this.goOn({ jobId, jobKey: toHex(randomBytes()), attempt: 0, at, request })
    const stop = () => execution.stop()
    if (signal?.aborted) stop()
    else signal?.addEventListener("abort", stop)
    return execution
  }

  /** Continues a run that this page or another one began: takes its result if there is one, otherwise runs it again. */
  goOn(run: OpenRun): Execution {
    const { defaultTimeoutMs = 10_000, syncTimeoutMs = 25_000 } = this.#options
    const { attempt, request } = run
    // If the connection is blocked for good, send even a run that is too long over HTTP, so that the server's refusal is shown.
    const isAlone = this.#connection.state.phase === "blocked"
    const { compileTimeoutMs = defaultCompileTimeoutMs, timeoutMs = defaultTimeoutMs } = request.limits ?? {}
    const before = (request.compile_output ? compileTimeoutMs : 0) + (request.input ? longestInputMs : 0)
    const state = Run.initial(timeoutMs + before, isAlone ? Infinity : syncTimeoutMs)
    const execution = new Execution(this.#environment, run, state, (...effect) => void this.#performRun(...effect))
    const { machine } = execution
    execution.send = (frames) => {
      this.#keep()
      frames.forEach((frame) => this.#socket?.send(frame))
    }
    this.#runs.push(execution)
    this.#keep()
    this.#connection.tell({ type: "run" })
    const { connectionId } = this.#connection.state
    machine.tell({ type: "begin", attempt, connectionId, http: this.#usesHttp() })
    if (this.#runs[0] === execution) machine.tell({ type: "first" })
    return execution
  }

  /** Stops every run and closes the connection for good. */
  close(): void {
    this.#tellAll({ type: "stop" })
    this.#connection.tell({ type: "stop" })
    this.#unsubscribe?.()
  }

  /** Reports the number of runs to the connection, and persists them for the next load of the page. */
  #keep(): void {
    this.#connection.tell({ type: "runs", inFlight: this.#runs.length })
    // Persist finished runs whose outcome is still held back by an earlier run; drop runs the user stopped.
    const wanted = this.#runs.filter(({ isStopped }) => !isStopped)
    // Use the later attempt: the state of a continued run has its attempt from the start, before it submits again.
    this.#options.openRuns?.write(
      wanted.map(({ machine, open }) => ({ ...open, attempt: Math.max(open.attempt, machine.state.attempt) }))
    )
  }

  async #performRun(effect: ClientEffect, { machine, open }: Execution, signal: AbortSignal): Promise<void> {
    const api = this.#api
    const { attempt, phase, timeoutMs } = machine.state
    let answer: Run.RunAnswer
    switch (effect.type) {
      case "submit":
        this.#keep()
        answer = await this.#inTurn(() => api.submit({ ...open, attempt }, effect.connectionId, signal))
        break
      case "attach": {
        const frame = { action: "attach", job_id: open.jobId, job_key: open.jobKey, attempt }
        return this.#socket?.send(JSON.stringify(frame))
      }
      case "http":
        answer = await api.execute(open.request, timeoutMs, signal)
        break
      case "read":
        answer = await api.read(open)
        break
      case "cancel":
        // Wait for the submit, so that the server knows the job.
        if (await this.#inTurn(() => api.cancel(open))) return
        // The server cannot reach the job, but the worker stops it once its connection closes. So replace the connection; the other runs
        // move to the new one.
        if (effect.connectionId === undefined || effect.connectionId !== this.#connection.state.connectionId) return
        this.#isMoving = true
        return this.#connection.tell({ type: "move" })
      case "end":
        return this.#release()
    }
    machine.tell({ type: "answered", attempt, phase, answer, http: this.#usesHttp() })
  }

  /** Sends one submit after another. */
  #inTurn<A>(task: () => Promise<A>): Promise<A> {
    const result = this.#turn.then(task)
    this.#turn = result
    return result
  }

  #usesHttp(): boolean {
    return Connection.usesHttp(this.#connection.state)
  }

  /** Hands over the outcomes that are ready, oldest first: an outcome waits for those of earlier runs. */
  #release(): void {
    while (this.#runs[0]?.release()) {
      this.#runs.shift()
      this.#runs[0]?.machine.tell({ type: "first" })
    }
    this.#keep()
  }

  #tellAll(input: Run.RunInput): void {
    for (const { machine } of this.#runs.slice()) machine.tell(input)
  }

  #perform(effect: ConnectionEffect): void {
    switch (effect.type) {
      case "open":
        return void this.#open(effect.generation)
      case "ping":
        return this.#socket?.send('{"action":"ping"}')
      case "close":
        this.#socket?.close(1000)
        this.#socket = undefined
        return
      case "ready":
        this.#tellAll({ type: "connected", connectionId: effect.connectionId, isPlanned: this.#isMoving })
        this.#isMoving = false
        return
      case "lost":
        return this.#tellAll({ type: "disconnected" })
      case "status":
        for (const listener of this.#listeners) listener(this.status)
    }
  }

  /** Opens a socket, with a new token or ticket if tokens are used. Does nothing if the connection wants another socket by then. */
  async #open(generation: number): Promise<void> {
    const { tell } = this.#connection
    void this.#api.learn()
    const token = this.#token && (await this.#token(true))
    // A browser's WebSocket cannot send headers.
    const admission = token && (await this.#api.admission(token))
    if (generation !== this.#connection.state.generation) return
    if (token && !admission) return tell({ type: "closed", generation, code: 1006 })
    let url = this.#webSocketUrl!
    if (admission) url += (url.includes("?") ? "&" : "?") + admission
    let socket: SocketLike
    try {
      socket = this.#environment.openSocket(url)
    } catch {
      // A malformed URL, or the page's policy forbids it. No socket exists that could report this.
      return tell({ type: "closed", generation, code: 1006 })
    }
    this.#socket = socket
    socket.onopen = () => tell({ type: "opened", generation })
    socket.onclose = ({ code }) => tell({ type: "closed", generation, code })
    socket.onmessage = ({ data }) => {
      if (generation !== this.#connection.state.generation) return
      const message = parseMessage(data)
      tell({ type: "frame", generation, connectionId: message?.type === "pong" ? message.connectionId : undefined })
      if (!message || message.type === "pong") return
      this.#runs
        .find((run) => run.jobId === message.jobId)
        ?.machine.tell(message.type === "attached" ? message : { type: "message", message })
    }
  }
}
