import type { ExecuteRequest } from "./Api.ts"
import type { Client, Execution } from "./Client.ts"

/** A run that has no outcome yet, as it is kept over a reload of the page. */
export interface OpenRun {
  readonly jobId: string
  readonly jobKey: string
  /** The latest submit; zero when there was none. */
  readonly attempt: number
  /** When it was begun, in milliseconds since 1970. */
  readonly at: number
  readonly request: ExecuteRequest
}

/** Where text is kept while the tab lives: `sessionStorage`, or one entry of it. */
export interface OpenRunStorage {
  readonly read: () => string | null
  readonly write: (text: string) => void
}

export interface OpenRunsOptions {
  readonly storage?: OpenRunStorage
  /** Takes a name that only one page can have at a time, until the page is gone; answers whether it could. */
  readonly claim?: (name: string) => Promise<boolean>
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** A run that was begun longer ago is over in any case, and its result is not kept either. */
const maximumAgeMs = 15 * 60_000

const key = "glissade.open-runs"

const tab: OpenRunStorage = {
  read: () => sessionStorage.getItem(key),
  write: (text) => sessionStorage.setItem(key, text)
}

/** A duplicated tab has a copy of what is kept, but not the lock. Pages without a secure context have no locks at all. */
const lock = (name: string): Promise<boolean> => {
  const { locks } = navigator
  if (locks === undefined) return Promise.resolve(true)
  return new Promise((resolve) => {
    const request = locks.request(name, { ifAvailable: true }, (held) => {
      resolve(held !== null)
      // Held until the page is gone.
      return held && new Promise(() => {})
    })
    // A page that may have no locks shares no storage with another one either.
    request.catch(() => resolve(true))
  })
}

const isOpenRun = (value: unknown): value is OpenRun => {
  const { at, attempt, jobId, jobKey, request } = (value ?? {}) as Partial<OpenRun>
  return (
    typeof jobId === "string" &&
    typeof jobKey === "string" &&
    Number.isInteger(attempt) &&
    Number.isFinite(at) &&
    typeof request?.code === "string"
  )
}

/** Keeps the runs of a tab over a reload of its page; by default in `sessionStorage`, each locked by its page (Web Locks). */
export class OpenRuns {
  readonly #storage: OpenRunStorage
  readonly #claim: (name: string) => Promise<boolean>
  readonly #now: () => number
  /** Those that this page asked for: what it could not have once it leaves alone. */
  readonly #claimed = new Set<string>()
  #open: ReadonlyArray<OpenRun> = []

  constructor({ claim = lock, now = Date.now, storage = tab }: OpenRunsOptions = {}) {
    this.#storage = storage
    this.#claim = claim
    this.#now = now
  }

  /**
   * Goes on with the runs that this tab had when its page was left or reloaded: those that finished meanwhile give their result where
   * the server keeps results, the others run again. A run that another page of this browser goes on with is left to it.
   */
  async resume(client: Pick<Client, "goOn">): Promise<ReadonlyArray<Execution>> {
    const resumed: Array<Execution> = []
    for (const run of this.read()) {
      if (!this.#claimed.has(run.jobId) && (await this.#take(run))) resumed.push(client.goOn(run))
    }
    this.write(this.#open)
    return resumed
  }

  /** The runs that are kept; what cannot be understood is none. */
  read(): ReadonlyArray<OpenRun> {
    try {
      const runs: unknown = JSON.parse(this.#storage.read() ?? "[]")
      const now = this.#now()
      return Array.isArray(runs) ? runs.filter(isOpenRun).filter(({ at }) => now - at < maximumAgeMs) : []
    } catch {
      return []
    }
  }

  /** Keeps the runs, and takes them for this page. Where they do not fit, or nothing may be kept, a reload forgets them. */
  write(runs: ReadonlyArray<OpenRun>): void {
    this.#open = runs
    for (const run of runs) if (!this.#claimed.has(run.jobId)) void this.#take(run)
    try {
      this.#storage.write(JSON.stringify(runs))
    } catch {
      try {
        this.#storage.write("[]")
      } catch {
        // Nothing may be kept at all, and nothing was.
      }
    }
  }

  /** Takes a run for this page; answers whether it was there to be taken. */
  #take({ jobId }: OpenRun): Promise<boolean> {
    this.#claimed.add(jobId)
    return this.#claim(`glissade.run.${jobId}`)
  }
}
