import { createInterface } from "node:readline/promises"
import { InvalidSettings } from "../settings/EnvironmentFile.ts"

/** A command line that cannot be understood: exit code 2. */
export class WrongUse extends Error {
  override readonly name = "WrongUse"
}

/** Something that could not be done, with a message that needs no stack: exit code 1. */
export class Failure extends Error {
  override readonly name = "Failure"
}

/** What a program talks to. */
export interface Terminal {
  readonly line: (text: string) => void
  readonly warn: (text: string) => void
  /** Asks a person a question; refuses where there is none to ask. */
  readonly confirm: (question: string) => Promise<boolean>
}

const ask = async (question: string): Promise<boolean> => {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new WrongUse(`${question} Nobody can be asked here: confirm it with --yes`)
  }
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const answer = await lines.question(`${question} Type "yes": `).catch(() => {
      throw new Failure("Interrupted: nothing was done")
    })
    return answer.trim() === "yes"
  } finally {
    lines.close()
  }
}

const terminal: Terminal = {
  line: (text) => void process.stdout.write(`${text}\n`),
  warn: (text) => void process.stderr.write(`${text}\n`),
  confirm: ask
}

const isRefusalOfAws = (error: Error): boolean => "$metadata" in error || error.name === "CredentialsProviderError"

const isWrongUse = (error: unknown): error is Error =>
  error instanceof WrongUse ||
  (error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_"))

/** The message for a person. An error that is a fault of these programs keeps its stack. */
const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof Failure || error instanceof InvalidSettings) return error.message
  if (isRefusalOfAws(error)) return `AWS: ${error.name}: ${error.message}`
  return error.stack ?? error.message
}

/** A program: it gets its arguments, and a signal that is aborted when the person presses Ctrl-C. */
export type Program = (args: ReadonlyArray<string>, terminal: Terminal, signal: AbortSignal) => Promise<void>

/** Runs a program with the arguments of this process. Its exit code is 0, 1 after a failure, and 2 after wrong use. */
export const runProgram = async (usage: string, program: Program): Promise<void> => {
  const args = process.argv.slice(2)
  if (args.some((arg) => arg === "--help" || arg === "-h")) return terminal.line(usage)
  const interrupted = new AbortController()
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => interrupted.abort(new Failure(`Interrupted by ${name}`)))
  }
  // As in a pipe to `head`. The program still ends in its own way: dead letters that it hides are made visible again.
  process.stdout.on("error", () => interrupted.abort(new Failure("Nobody reads the output")))
  try {
    await program(args, terminal, interrupted.signal)
  } catch (error) {
    const cause: unknown = interrupted.signal.aborted ? interrupted.signal.reason : error
    terminal.warn(isWrongUse(cause) ? `${cause.message}\n\n${usage}` : explain(cause))
    process.exitCode = isWrongUse(cause) ? 2 : 1
  }
}

/** The arguments that every program begins with: the environment's name, then a command. */
export const environmentAndRest = (args: ReadonlyArray<string>): readonly [string, ReadonlyArray<string>] => {
  const [environment, ...rest] = args
  if (environment === undefined || environment.startsWith("-")) {
    throw new WrongUse("The first argument is the environment's name")
  }
  return [environment, rest]
}
