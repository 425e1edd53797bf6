import type { Api } from "./Api.ts"
import type { Environment } from "./Environment.ts"
import type { OpenRun } from "./OpenRuns.ts"
import type { Outcome, RunEffect, RunEvent, RunInput, RunState, RunTimer } from "./Run.ts"
import { step } from "./Run.ts"
import { Timers } from "./Timers.ts"

/** What the executions of one client share. */
export interface Host {
  readonly api: Api
  readonly environment: Environment
  /** Whether a run that goes on now goes over HTTP. */
  readonly usesHttp: () => boolean
  /** Called when a run was submitted: what is kept of it changes. */
  readonly changed: () => void
  /** Called when a job could not be cancelled: leaving its connection stops it as far as that can be. */
  readonly abandon: (connectionId: string | undefined) => void
  /** Does one submit after another. */
  readonly inTurn: <A>(task: () => Promise<A>) => Promise<A>
  /** Called once, when the run has its outcome. */
  readonly ended: () => void
}

/**
 * One run: an async iterator of what happens, for one reader, and a promise of the one outcome, which is always kept and never rejects.
 */
export class Execution implements AsyncIterable<RunEvent> {
  /** The run as it was begun. */
  readonly open: OpenRun
  readonly outcome: Promise<Outcome>
  readonly #host: Host
  readonly #timers: Timers<RunTimer>
  readonly #abort = new AbortController()
  #state: RunState
  #events: Array<RunEvent> = []
  #wake: (() => void) | undefined
  #ending: Outcome | undefined
  #isReleased = false
  #resolve!: (outcome: Outcome) => void

  constructor(host: Host, open: OpenRun, state: RunState) {
    this.open = open
    this.#host = host
    this.#state = state
    this.#timers = new Timers(host.environment.setTimer, (timer) => this.input({ type: "timer", timer }))
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  get jobId(): string {
    return this.open.jobId
  }

  /** Whether it was stopped, by whomever. */
  get isStopped(): boolean {
    return this.#ending?.type === "cancelled"
  }

  get state(): RunState {
    return this.#state
  }

  async *[Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    while (true) {
      const events = this.#events
      this.#events = []
      yield* events
      if (this.#events.length > 0) continue
      if (this.#isReleased) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Stops the run: its outcome is `cancelled` at once, what it still says is dropped, and the server is told to end it. */
  stop(): void {
    this.input({ type: "stop" })
  }

  /** Hands the outcome over, when it is there. Outcomes are handed over in the order of the submits. */
  release(): boolean {
    if (this.#ending === undefined) return false
    this.#isReleased = true
    this.#wake?.()
    this.#resolve(this.#ending)
    return true
  }

  /** Tells the run what happened. */
  input(input: RunInput): void {
    const [state, effects] = step(this.#state, input, this.#host.environment.random())
    this.#state = state
    for (const effect of effects) void this.#perform(effect)
  }

  async #perform(effect: RunEffect): Promise<void> {
    const { abandon, api, changed, ended, inTurn, usesHttp } = this.#host
    const { open } = this
    const { signal } = this.#abort
    switch (effect.type) {
      case "emit":
        this.#events.push(effect.event)
        return this.#wake?.()
      case "timer":
        return this.#timers.set(effect.timer, effect.ms)
      case "clear":
        return this.#timers.clear(effect.timers)
      case "abort":
        return this.#abort.abort()
      case "submit": {
        const { attempt, connectionId } = effect
        changed()
        const answer = await inTurn(() => api.submit({ ...open, attempt }, connectionId, signal))
        return this.input({ type: "submitted", attempt, answer })
      }
      case "http":
        return this.input({
          type: "answered",
          answer: await api.execute(open.request, this.#state.timeoutMs, signal)
        })
      case "read": {
        const answer = await api.read(open)
        return this.input({ type: "read", phase: effect.phase, answer, http: usesHttp() })
      }
      case "cancel":
        // After the submit, so that the server knows the job.
        if (!(await inTurn(() => api.cancel(open)))) abandon(effect.connectionId)
        return
      case "end":
        this.#ending = effect.outcome
        return ended()
    }
  }
}
