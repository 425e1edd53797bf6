import { languages } from "virtual:languages"
import type { ExecuteRequest, Outcome } from "@glissade/client/Client"
import { signal } from "@preact/signals-core"
import { splitArguments } from "../arguments.ts"
import { describeOutcome } from "../describe.ts"
import { joinArguments } from "../joinArguments.ts"
import type { Draft } from "../state/Draft.ts"
import { toDraft } from "../state/Draft.ts"
import { notice, tell } from "../state/Notice.ts"
import type { Program } from "../state/Program.ts"
import { program } from "../state/Program.ts"
import { readStored, writeStored } from "../state/Stored.ts"

/** A run of this browser: its program, its outcome and the start of its output. */
export interface PastRun extends Draft {
  readonly at: number
  readonly language: string
  readonly kind: string
  readonly summary: string
  readonly output: string
}

const name = "history"
const maximumRuns = 30

/** Characters of output stored for each run: browsers give a page 5 MB in all. */
export const maximumOutput = 16 * 1024

/** Storage can contain anything: runs of another version, or text written by hand. Invalid entries are skipped. */
const toPastRun = (value: unknown): ReadonlyArray<PastRun> => {
  const draft = toDraft(value)
  if (draft === undefined) return []
  const { at, kind, language, output, summary } = value as Partial<Record<keyof PastRun, unknown>>
  if (typeof at !== "number" || typeof language !== "string" || typeof kind !== "string") return []
  return typeof summary === "string" && typeof output === "string"
    ? [{ ...draft, at, language, kind, summary, output }]
    : []
}

const read = (): ReadonlyArray<PastRun> => {
  const value = readStored("browser", name)
  return Array.isArray(value) ? value.flatMap(toPastRun) : []
}

/** The runs of this browser, the latest first. */
export const pastRuns = signal<ReadonlyArray<PastRun>>([])

/** Other tabs run programs too. */
export const refresh = (): void => {
  pastRuns.value = read()
}

const haveSameFiles = (one: Draft["files"], other: Draft["files"]) =>
  one.length === other.length &&
  one.every(({ content, name }) => other.some((file) => file.name === name && file.content === content))

/** The latest run of exactly this program: any change makes it another one. */
export const latestRunOf = ({ args, code, files, language, stdin }: Program): PastRun | undefined =>
  pastRuns.value.find(
    (run) =>
      run.language === language &&
      run.code === code &&
      run.stdin === stdin &&
      run.args === args &&
      haveSameFiles(run.files, files)
  )

/** The arguments as they were typed: the request has them split, and the line may have changed meanwhile. */
const lineOf = (args: ReadonlyArray<string>): string => {
  const typed = program.peek().args
  return JSON.stringify(splitArguments(typed)) === JSON.stringify(args) ? typed : joinArguments(args)
}

/** Stores runs. The oldest are dropped when there are too many or storage is full. */
const keep = (all: ReadonlyArray<PastRun>): void => {
  let runs = all.slice(0, maximumRuns)
  while (!writeStored("browser", name, runs) && runs.length > 1) runs = runs.slice(0, Math.floor(runs.length / 2))
  pastRuns.value = runs
}

/** Characters of a run's error that are stored: enough to recognise it. */
const maximumError = 120

const errorOf = (outcome: Outcome): ReadonlyArray<string> => {
  if (outcome.type !== "result" || outcome.result.error === undefined) return []
  const { message, type } = outcome.result.error
  const [line = ""] = `${type}: ${message}`.split("\n")
  return [line.length > maximumError ? `${line.slice(0, maximumError)}…` : line]
}

export const record = (
  { args = [], code, files = [], language = languages[0]!.id, stdin = "" }: ExecuteRequest,
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
    args: lineOf(args),
    kind,
    summary: [text, ...errorOf(outcome), ...facts].join(", "),
    output: output.slice(0, maximumOutput)
  }
  keep([latest, ...read()])
}

let forgotten: ReadonlyArray<PastRun> = []

/** Undoes `forget`. */
export const remember = (): void => {
  keep([...read(), ...forgotten])
  forgotten = []
  notice.value = undefined
}

export const forget = (): void => {
  forgotten = read()
  writeStored("browser", name, [])
  pastRuns.value = []
  tell("The runs of this browser were forgotten.", remember)
}
