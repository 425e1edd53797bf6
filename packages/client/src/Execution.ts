import type { Environment } from "./Environment.ts"
import type { Machine } from "./Machine.ts"
import { startMachine } from "./Machine.ts"
import type { OpenRun } from "./OpenRuns.ts"
import type { Outcome, RunEffect, RunEvent, RunInput, RunState } from "./Run.ts"
import { step } from "./Run.ts"

/** What an execution has its client do: perform effects, and note the end. */
export type ClientEffect = Exclude<RunEffect, { readonly type: "emit" | "timer" | "clear" }>

/** One run: an async iterator of its events, for one reader, and a promise of its one outcome, which always resolves and never rejects. */
export class Execution implements AsyncIterable<RunEvent> {
  /** The run as it was started, and what was typed since. */
  open: OpenRun
  readonly outcome: Promise<Outcome>
  readonly machine: Machine<RunState, RunInput>
  /** Is called on each event: see `typeInto`. */
  declare feed: (() => void) | undefined
  /** Keeps the run as it is now, and sends frames over the connection; throws while that is being opened. */
  declare send: (frames: ReadonlyArray<string>) => void
  readonly #events: Array<RunEvent> = []
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
    const abort = new AbortController()
    this.open = open
    this.machine = startMachine(environment, state, step, (effect) => {
      if (effect.type === "emit") {
        this.#events.push(effect.event)
        this.#wake?.()
        this.feed?.()
        return
      }
      if (effect.type === "end") {
        this.#ending = effect.outcome
        abort.abort()
      }
      perform(effect, this, abort.signal)
    })
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  get jobId(): string {
    return this.open.jobId
  }

  /** Whether it was cancelled, by anybody. */
  get isStopped(): boolean {
    return this.#ending?.type === "cancelled"
  }

  async *[Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    while (true) {
      yield* this.#events.splice(0)
      if (this.#events.length > 0) continue
      if (this.#isReleased) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Stops the run: its outcome is `cancelled` at once, later messages are dropped, and the server is told to cancel the job. */
  stop(): void {
    this.machine.tell({ type: "stop" })
  }

  /** Hands over the outcome, if there is one, and returns it. Outcomes are handed over in the order of the runs. */
  release(): Outcome | undefined {
    if (this.#ending) {
      this.#isReleased = true
      this.#wake?.()
      this.#resolve(this.#ending)
    }
    return this.#ending
  }
}
