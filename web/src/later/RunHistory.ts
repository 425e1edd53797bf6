import type { ExecuteRequest, Outcome } from "@glissade/client/Client"
import { signal } from "@preact/signals-core"
import { describeOutcome } from "../describe.ts"
import type { Draft } from "../state/Draft.ts"
import { program } from "../state/Program.ts"
import { readStored, writeStored } from "../state/Stored.ts"

/** A run of this browser: its program, how it ended and the beginning of what it printed. */
export interface PastRun extends Draft {
  readonly at: number
  readonly language: string
  readonly kind: string
  readonly summary: string
  readonly output: string
}

const name = "history"
const maximumRuns = 30

/** Characters of output that are kept of each run: all browsers give a page 5 MB in all. */
const maximumOutput = 16 * 1024

const read = (): ReadonlyArray<PastRun> => {
  const value = readStored("browser", name)
  return Array.isArray(value) ? (value as ReadonlyArray<PastRun>) : []
}

/** The runs of this browser, the latest first. */
export const pastRuns = signal<ReadonlyArray<PastRun>>([])

/** Other tabs run programs too. */
export const refresh = (): void => {
  pastRuns.value = read()
}

/** Keeps a run; the oldest ones go where there are too many or no room is left. */
export const record = (
  { code, files = [], language = "python", stdin = "" }: ExecuteRequest,
  outcome: Outcome,
  output: string
): void => {
  const { facts, kind, text } = describeOutcome(outcome)
  const latest: PastRun = {
    at: Date.now(),
    language,
    code,
    files: files.map(({ content, name }) => ({ name, content })),
    stdin,
    // The request has them split already; the line that was typed is in the program, which is the one that ran.
    args: program.peek().args,
    kind,
    summary: [text, ...facts].join(", "),
    output: output.slice(0, maximumOutput)
  }
  let runs = [latest, ...read()].slice(0, maximumRuns)
  while (!writeStored("browser", name, runs) && runs.length > 1) runs = runs.slice(0, Math.floor(runs.length / 2))
  pastRuns.value = runs
}

export const forget = (): void => {
  writeStored("browser", name, [])
  pastRuns.value = []
}
