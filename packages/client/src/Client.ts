import type { ExecuteRequest } from "./Api.ts"
import { Api } from "./Api.ts"
import type {
  ConnectionEffect,
  ConnectionEvent,
  ConnectionPhase,
  ConnectionState,
  ConnectionTimer
} from "./Connection.ts"
import * as Connection from "./Connection.ts"
import type { Environment, SocketLike } from "./Environment.ts"
import { liveEnvironment } from "./Environment.ts"
import type { ClientEffect } from "./Execution.ts"
import { Execution } from "./Execution.ts"
import type { OpenRun, OpenRuns } from "./OpenRuns.ts"
import * as Run from "./Run.ts"
import { Timers } from "./Timers.ts"
import { toHex, uuidV7 } from "./Uuid.ts"
import { parseMessage } from "./Wire.ts"

export type { ExecuteRequest } from "./Api.ts"
export type { Environment } from "./Environment.ts"
export type { Execution } from "./Execution.ts"
export type { Outcome, Route, RunEvent, RunFailure } from "./Run.ts"

/** What the connection is like, for an indicator. */
export interface ConnectionStatus {
  readonly phase: ConnectionPhase
  /** How the next run would travel. */
  readonly route: Run.Route
}

export interface ClientOptions {
  /** Where the HTTP API is, such as `https://example.org`. */
  readonly apiUrl: string
  /** Where the WebSocket is; by default `/ws` of the API's host. `null` uses HTTP alone. */
  readonly webSocketUrl?: string | null
  /** Longest run that the server takes over HTTP, in milliseconds; 25 s by default. */
  readonly syncTimeoutMs?: number
  /** What the server gives a run that asks for nothing, in milliseconds; 10 s by default. */
  readonly defaultTimeoutMs?: number
  /** Keeps open runs over a reload of the page, for {@link Client.resume}. */
  readonly openRuns?: OpenRuns
  readonly environment?: Environment
}

const webSocketUrlOf = (apiUrl: string): string => apiUrl.replace(/^http/, "ws").replace(/\/*$/, "/ws")

/**
 * Runs programs on a Glissade server: over the WebSocket while there is one, over HTTP when there is none, and from one to
 * the other in the middle of a run. Opens its connection on the first run or on `connect()`.
 */
export class Client {
  readonly #environment: Environment
  readonly #options: ClientOptions
  readonly #api: Api
  readonly #webSocketUrl: string | null
  readonly #timers: Timers<ConnectionTimer>
  readonly #listeners = new Set<(status: ConnectionStatus) => void>()
  readonly #unsubscribe: (() => void) | undefined
  /** Runs that have no outcome yet, oldest first. */
  #runs: Array<Execution> = []
  #state: ConnectionState = Connection.initial
  #socket: SocketLike | undefined
  #turn: Promise<unknown> = Promise.resolve()
  /** The connection is being changed on purpose. */
  #isMoving = false

  constructor(options: ClientOptions) {
    const { apiUrl, environment = liveEnvironment(), webSocketUrl = webSocketUrlOf(apiUrl) } = options
    this.#options = options
    this.#environment = environment
    this.#webSocketUrl = webSocketUrl
    this.#timers = new Timers(environment.setTimer, (timer) => this.#connection({ type: "timer", timer }))
    this.#api = new Api(apiUrl, environment)
    this.#unsubscribe = environment.onLifecycle?.((type) => this.#connection({ type }))
  }

  get status(): ConnectionStatus {
    return { phase: this.#state.phase, route: this.#usesHttp() ? "http" : "live" }
  }

  /** Calls the listener on each change of the connection, until the answer is called. */
  onStatus(listener: (status: ConnectionStatus) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Opens the connection ahead of the first run. */
  connect(): void {
    if (this.#webSocketUrl !== null) this.#connection({ type: "start" })
  }

  /** Runs a program. With a signal, aborting it stops the run. */
  execute(request: ExecuteRequest, { signal }: { readonly signal?: AbortSignal } = {}): Execution {
    const { now, randomBytes } = this.#environment
    const at = now()
    const jobId = uuidV7(at, randomBytes())
    void this.#options.openRuns?.claim(jobId)
    const execution = this.#start({ jobId, jobKey: toHex(randomBytes()), attempt: 0, at, request })
    const stop = () => execution.stop()
    if (signal?.aborted) stop()
    else signal?.addEventListener("abort", stop, { once: true })
    return execution
  }

  /**
   * Goes on with the runs that this tab had when its page was left or reloaded: those that finished meanwhile give their result where
   * the server keeps results, the others run again. A run that another page of this browser goes on with is left to it.
   */
  async resume(): Promise<ReadonlyArray<Execution>> {
    const { openRuns } = this.#options
    const resumed: Array<Execution> = []
    for (const run of openRuns?.read() ?? []) {
      const isOpen = this.#runs.some(({ jobId }) => jobId === run.jobId)
      if (!isOpen && (await openRuns!.claim(run.jobId))) resumed.push(this.#start(run))
    }
    this.#keep()
    return resumed
  }

  /** The languages of the server with their versions and limits, as `GET /runtimes` answers. */
  runtimes(): Promise<unknown> {
    return this.#api.get("/runtimes")
  }

  /** Stops every run and closes the connection for good. */
  close(): void {
    for (const run of this.#runs.slice()) run.stop()
    this.#connection({ type: "stop" })
    this.#unsubscribe?.()
  }

  #start(run: OpenRun): Execution {
    const { defaultTimeoutMs = 10_000, syncTimeoutMs = 25_000 } = this.#options
    const { attempt, jobId, request } = run
    const state = Run.initial(jobId, request.limits?.timeoutMs ?? defaultTimeoutMs, syncTimeoutMs)
    const execution = new Execution(this.#environment, run, state, (...effect) => void this.#performRun(...effect))
    this.#runs.push(execution)
    this.#keep()
    if (this.#webSocketUrl !== null) {
      this.#tellRuns()
      this.#connection({ type: "run" })
    }
    const { connectionId } = this.#state
    execution.input(
      attempt === 0
        ? { type: "begin", connectionId, http: this.#usesHttp() }
        : { type: "resume", attempt, connectionId }
    )
    if (this.#runs[0] === execution) execution.input({ type: "first" })
    return execution
  }

  /** Keeps what is open, for a page that is loaded anew. */
  #keep(): void {
    // A run that has ended and waits for those before it was not seen to end. One that was stopped is not wanted.
    const wanted = this.#runs.filter(({ isStopped }) => !isStopped)
    this.#options.openRuns?.write(wanted.map(({ open, state: { attempt } }) => ({ ...open, attempt })))
  }

  #tellRuns(): void {
    this.#connection({ type: "runs", inFlight: this.#runs.length })
  }

  async #performRun(effect: ClientEffect, execution: Execution, signal: AbortSignal): Promise<void> {
    const api = this.#api
    const { open, state } = execution
    switch (effect.type) {
      case "submit": {
        const { attempt, connectionId } = effect
        this.#keep()
        const answer = await this.#inTurn(() => api.submit({ ...open, attempt }, connectionId, signal))
        return execution.input({ type: "submitted", attempt, answer })
      }
      case "http": {
        const answer = await api.execute(open.request, state.timeoutMs, signal)
        return execution.input({ type: "answered", answer })
      }
      case "read": {
        const answer = await api.read(open)
        return execution.input({ type: "read", phase: effect.phase, answer, http: this.#usesHttp() })
      }
      case "cancel":
        // After the submit, so that the server knows the job.
        if (await this.#inTurn(() => api.cancel(open))) return
        // What cannot be reached is stopped by the worker when its connection is gone; the other runs move to the next one.
        if (effect.connectionId === undefined || effect.connectionId !== this.#state.connectionId) return
        this.#isMoving = true
        return this.#connection({ type: "move" })
      case "end":
        return this.#release()
    }
  }

  /** Does one submit after another. */
  #inTurn<A>(task: () => Promise<A>): Promise<A> {
    const result = this.#turn.then(task)
    this.#turn = result
    return result
  }

  #usesHttp(): boolean {
    return this.#webSocketUrl === null || Connection.usesHttp(this.#state)
  }

  /** Hands over the outcomes that are there, oldest first: a later one waits for those before it. */
  #release(): void {
    while (this.#runs[0]?.release()) {
      this.#runs.shift()
      this.#runs[0]?.input({ type: "first" })
    }
    this.#keep()
    this.#tellRuns()
  }

  #connection(event: ConnectionEvent): void {
    const before = this.status
    const { now, random } = this.#environment
    const [state, effects] = Connection.step(this.#state, event, { now: now(), random })
    this.#state = state
    for (const effect of effects) this.#perform(effect)
    const after = this.status
    if (before.phase !== after.phase || before.route !== after.route) {
      for (const listener of this.#listeners) listener(after)
    }
  }

  #perform(effect: ConnectionEffect): void {
    switch (effect.type) {
      case "open":
        return this.#open(effect.generation)
      case "ping":
        return this.#socket?.send('{"action":"ping"}')
      case "close":
        this.#socket?.close(effect.code)
        this.#socket = undefined
        return
      case "timer":
        return this.#timers.set(effect.timer, effect.ms)
      case "clear":
        return this.#timers.clear(effect.timers)
      case "ready":
        for (const run of this.#runs.slice()) {
          run.input({ type: "connected", connectionId: effect.connectionId, isPlanned: this.#isMoving })
        }
        this.#isMoving = false
        return
      case "lost":
        for (const run of this.#runs.slice()) run.input({ type: "disconnected" })
        return
    }
  }

  #open(generation: number): void {
    let socket: SocketLike
    try {
      socket = this.#environment.openSocket(this.#webSocketUrl!)
    } catch {
      // A malformed address or a policy of the page; no socket will ever say so.
      return this.#connection({ type: "closed", generation, code: 1006 })
    }
    this.#socket = socket
    socket.onopen = () => this.#connection({ type: "opened", generation })
    socket.onclose = ({ code }) => this.#connection({ type: "closed", generation, code })
    socket.onmessage = ({ data }) => {
      if (generation !== this.#state.generation) return
      const message = parseMessage(data)
      if (message?.type === "pong") {
        return this.#connection({ type: "frame", generation, connectionId: message.connectionId })
      }
      this.#connection({ type: "frame", generation })
      if (message !== undefined) {
        this.#runs.find((run) => run.jobId === message.jobId)?.input({ type: "message", message })
      }
    }
  }
}
