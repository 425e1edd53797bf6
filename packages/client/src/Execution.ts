import type { Api, ExecuteRequest } from "./Api.ts"
import type { Environment } from "./Environment.ts"
import type { OpenRun } from "./OpenRuns.ts"
import type { Outcome, RunEffect, RunEvent, RunInput, RunState, RunTimer } from "./Run.ts"
import { step } from "./Run.ts"

/** Yields values to one reader in the order in which they were put in. */
class Feed<A> implements AsyncIterable<A> {
  #values: Array<A> = []
  #closed = false
  #wake: (() => void) | undefined

  push(value: A): void {
    this.#values.push(value)
    this.#wake?.()
  }

  close(): void {
    this.#closed = true
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncIterator<A> {
    while (true) {
      const values = this.#values
      this.#values = []
      yield* values
      if (this.#values.length > 0) continue
      if (this.#closed) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

/** What the executions of one client share. */
export interface Host {
  /** Whether a run that goes on now goes over HTTP. */
  readonly usesHttp: () => boolean
  /** Called when a run was submitted: what is kept of it changes. */
  readonly changed: () => void
  /** Called when a job could not be cancelled: leaving its connection stops it as far as that can be. */
  readonly abandon: (connectionId: string | undefined) => void
  readonly api: Api
  readonly environment: Environment
  /** Does one submit after another. */
  readonly inTurn: <A>(task: () => Promise<A>) => Promise<A>
  /** Called once, when the run has its outcome. */
  readonly ended: (execution: Execution) => void
}

/**
 * One run: an async iterator of what happens, and a promise of the one outcome, which is always kept and never rejects.
 */
export class Execution implements AsyncIterable<RunEvent> {
  readonly jobId: string
  /** The secret that reads and cancels the job on the server. */
  readonly jobKey: string
  readonly request: ExecuteRequest
  /** When it was begun, in milliseconds since 1970. */
  readonly begunAt: number
  readonly outcome: Promise<Outcome>
  readonly #host: Host
  readonly #feed = new Feed<RunEvent>()
  readonly #timers = new Map<RunTimer, () => void>()
  readonly #abort = new AbortController()
  #state: RunState
  #ending: Outcome | undefined
  #resolve!: (outcome: Outcome) => void

  constructor(host: Host, run: Pick<OpenRun, "jobKey" | "request" | "at">, state: RunState) {
    this.jobId = state.jobId
    this.jobKey = run.jobKey
    this.request = run.request
    this.begunAt = run.at
    this.#host = host
    this.#state = state
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  /** Whether it was stopped, by whomever. */
  get isStopped(): boolean {
    return this.#ending?.type === "cancelled"
  }

  get state(): RunState {
    return this.#state
  }

  [Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    return this.#feed[Symbol.asyncIterator]()
  }

  /** Stops the run: its outcome is `cancelled` at once, what it still says is dropped, and the server is told to end it. */
  stop(): void {
    this.input({ type: "stop" })
  }

  /** Hands the outcome over, when it is there. Outcomes are handed over in the order of the submits. */
  release(): boolean {
    if (this.#ending === undefined) return false
    this.#feed.close()
    this.#resolve(this.#ending)
    return true
  }

  /** Tells the run what happened. */
  input(input: RunInput): void {
    const [state, effects] = step(this.#state, input, this.#host.environment.random())
    this.#state = state
    for (const effect of effects) this.#perform(effect)
  }

  #perform(effect: RunEffect): void {
    switch (effect.type) {
      case "emit":
        return this.#feed.push(effect.event)
      case "timer":
        return this.#setTimer(effect.timer, effect.ms)
      case "clear":
        return effect.timers.forEach((name) => this.#clearTimer(name))
      case "abort":
        return this.#abort.abort()
      case "submit": {
        const job = { ...this.#access, attempt: effect.attempt, connectionId: effect.connectionId }
        this.#host.changed()
        void this.#host
          .inTurn(() => this.#host.api.submit(this.request, job, this.#abort.signal))
          .then((answer) => this.input({ type: "submitted", attempt: effect.attempt, answer }))
        return
      }
      case "http":
        void this.#host.api
          .execute(this.request, this.#state.timeoutMs, this.#abort.signal)
          .then((answer) => this.input({ type: "answered", answer }))
        return
      case "read":
        void this.#host.api
          .read(this.#access)
          .then((answer) => this.input({ type: "read", phase: effect.phase, answer, http: this.#host.usesHttp() }))
        return
      case "cancel":
        // After the submit, so that the server knows the job.
        void this.#host
          .inTurn(() => this.#host.api.cancel(this.#access))
          .then((isCancelled) => {
            if (!isCancelled) this.#host.abandon(effect.connectionId)
          })
        return
      case "end":
        this.#ending = effect.outcome
        return this.#host.ended(this)
    }
  }

  get #access() {
    return { jobId: this.jobId, jobKey: this.jobKey }
  }

  #setTimer(name: RunTimer, ms: number): void {
    this.#clearTimer(name)
    const cancel = this.#host.environment.setTimer(() => {
      this.#timers.delete(name)
      this.input({ type: "timer", timer: name })
    }, ms)
    this.#timers.set(name, cancel)
  }

  #clearTimer(name: RunTimer): void {
    this.#timers.get(name)?.()
    this.#timers.delete(name)
  }
}
