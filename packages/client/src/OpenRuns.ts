import type { ExecuteRequest } from "./Api.ts"

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

/** A run that was begun longer ago is over in any case, and its result is not kept either. */
const maximumAgeMs = 15 * 60_000

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

/** Reads the runs that are kept; what cannot be understood is none. */
export const readOpenRuns = (storage: OpenRunStorage, now: number): ReadonlyArray<OpenRun> => {
  try {
    const runs: unknown = JSON.parse(storage.read() ?? "[]")
    return Array.isArray(runs) ? runs.filter(isOpenRun).filter(({ at }) => now - at < maximumAgeMs) : []
  } catch {
    return []
  }
}

/** Keeps the runs. Where they do not fit, or nothing may be kept, a reload forgets them. */
export const writeOpenRuns = (storage: OpenRunStorage, runs: ReadonlyArray<OpenRun>): void => {
  try {
    storage.write(JSON.stringify(runs))
  } catch {
    try {
      storage.write("[]")
    } catch {
      // Nothing may be kept at all, and nothing was.
    }
  }
}
