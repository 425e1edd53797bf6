import type { ExecuteRequest } from "./Api.ts"
import type { Client, Execution } from "./Client.ts"

/** A run without an outcome, as it is persisted over a reload of the page. */
export interface OpenRun {
  readonly jobId: string
  readonly jobKey: string
  /** The latest attempt; zero before the first submit. */
  readonly attempt: number
  /** When it was started, in milliseconds since 1970. */
  readonly at: number
  readonly request: ExecuteRequest
  /** What was typed while it runs, in pieces. */
  readonly typed?: ReadonlyArray<TypedPiece>
}

/** A piece of what was typed, as its frame has it. */
export interface TypedPiece {
  readonly data: string
  readonly eof: boolean
}

/** Where text is kept for the lifetime of the tab: `sessionStorage`, or one entry of it. */
export interface OpenRunStorage {
  readonly read: () => string | null
  readonly write: (text: string) => void
}

export interface OpenRunsOptions {
  readonly storage?: OpenRunStorage
  /** Locks a name that only one page can hold at a time, until the page is gone. Resolves to whether it got the lock. */
  readonly claim?: (name: string) => Promise<boolean>
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** An older run is over in any case, and its result is no longer kept. */
const maximumAgeMs = 15 * 60_000

const key = "glissade.open-runs"

const tab: OpenRunStorage = {
  read: () => sessionStorage.getItem(key),
  write: (text) => sessionStorage.setItem(key, text)
}

/** A duplicated tab has a copy of the stored runs, but not the lock. Pages without a secure context have no Web Locks. */
const lock = (name: string): Promise<boolean> => {
  const { locks } = navigator
  if (locks === undefined) return Promise.resolve(true)
  return new Promise((resolve) => {
    const request = locks.request(name, { ifAvailable: true }, (held) => {
      resolve(held !== null)
      // Never resolves: the lock is held until the page is gone.
      return held && new Promise(() => {})
    })
    // A page that is denied locks does not share its storage with another page.
    request.catch(() => resolve(true))
  })
}

const isOpenRun = (value: unknown): value is OpenRun => {
  const { at, attempt, jobId, jobKey, request, typed = [] } = (value ?? {}) as Partial<OpenRun>
  return (
    typeof jobId === "string" &&
    typeof jobKey === "string" &&
    Number.isInteger(attempt) &&
    Number.isFinite(at) &&
    typeof request?.code === "string" &&
    Array.isArray(typed)
  )
}

/** Persists the runs of a tab over a reload of its page; by default in `sessionStorage`, each locked by its page (Web Locks). */
export class OpenRuns {
  readonly #storage: OpenRunStorage
  readonly #claim: (name: string) => Promise<boolean>
  readonly #now: () => number
  /** Runs that this page tried to lock, with or without success: it does not try them again. */
  readonly #claimed = new Set<string>()
  #open: ReadonlyArray<OpenRun> = []

  constructor({ claim = lock, now = Date.now, storage = tab }: OpenRunsOptions = {}) {
    this.#storage = storage
    this.#claim = claim
    this.#now = now
  }

  /**
   * Continues the runs that this tab had when its page was left or reloaded. Those that finished meanwhile give their result if the server
   * keeps results; the others run again. Runs that another page of this browser continues are left to it.
   */
  async resume(client: Pick<Client, "goOn">): Promise<ReadonlyArray<Execution>> {
    const resumed: Array<Execution> = []
    for (const run of this.read()) {
      if (!this.#claimed.has(run.jobId) && (await this.#take(run))) resumed.push(client.goOn(run))
    }
    this.write(this.#open)
    return resumed
  }

  /** The persisted runs; invalid ones are left out. */
  read(): ReadonlyArray<OpenRun> {
    try {
      const runs: unknown = JSON.parse(this.#storage.read() ?? "[]")
      const now = this.#now()
      return Array.isArray(runs) ? runs.filter(isOpenRun).filter(({ at }) => now - at < maximumAgeMs) : []
    } catch {
      return []
    }
  }

  /** Persists the runs and locks them for this page. If they do not fit, or storage is denied, they are lost on a reload. */
  write(runs: ReadonlyArray<OpenRun>): void {
    this.#open = runs
    for (const run of runs) if (!this.#claimed.has(run.jobId)) void this.#take(run)
    try {
      this.#storage.write(JSON.stringify(runs))
    } catch {
      try {
        this.#storage.write("[]")
      } catch {
        // Storage is denied, so nothing was stored before either.
      }
    }
  }

  /** Locks a run for this page. Resolves to whether it got the lock. */
  #take({ jobId }: OpenRun): Promise<boolean> {
    this.#claimed.add(jobId)
    return this.#claim(`glissade.run.${jobId}`)
  }
}
