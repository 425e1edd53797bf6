import type { Environment } from "./Environment.ts"
import type { OpenRun } from "./OpenRuns.ts"
import type { Outcome, RunEffect, RunEvent, RunInput, RunState, RunTimer } from "./Run.ts"
import { step } from "./Run.ts"
import { Timers } from "./Timers.ts"

/** What an execution leaves to its client: calls to the server, and the end. */
export type ClientEffect = Exclude<RunEffect, { readonly type: "emit" | "timer" | "clear" | "abort" }>

/**
 * One run: an async iterator of what happens, for one reader, and a promise of the one outcome, which is always kept and never rejects.
 */
export class Execution implements AsyncIterable<RunEvent> {
  /** The run as it was begun. */
  readonly open: OpenRun
  readonly outcome: Promise<Outcome>
  readonly #environment: Environment
  readonly #perform: (effect: ClientEffect, execution: Execution, signal: AbortSignal) => void
  readonly #timers: Timers<RunTimer>
  readonly #abort = new AbortController()
  #state: RunState
  #events: Array<RunEvent> = []
  #wake: (() => void) | undefined
  #ending: Outcome | undefined
  #isReleased = false
  #resolve!: (outcome: Outcome) => void

  constructor(
    environment: Environment,
    open: OpenRun,
    state: RunState,
    perform: (effect: ClientEffect, execution: Execution, signal: AbortSignal) => void
  ) {
    this.open = open
    this.#environment = environment
    this.#perform = perform
    this.#state = state
    this.#timers = new Timers(environment.setTimer, (timer) => this.input({ type: "timer", timer }))
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
    const [state, effects] = step(this.#state, input, this.#environment.random())
    this.#state = state
    for (const effect of effects) {
      switch (effect.type) {
        case "emit":
          this.#events.push(effect.event)
          this.#wake?.()
          break
        case "timer":
          this.#timers.set(effect.timer, effect.ms)
          break
        case "clear":
          this.#timers.clear(effect.timers)
          break
        case "abort":
          this.#abort.abort()
          break
        default:
          if (effect.type === "end") this.#ending = effect.outcome
          this.#perform(effect, this, this.#abort.signal)
      }
    }
  }
}
