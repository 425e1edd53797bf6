import { randomUUID } from "node:crypto"
import { appendFileSync } from "node:fs"

/** GitHub's limit of a comment is 65,536 characters, that of a job's summary 1 MiB. */
export const mostBytes = { comment: 60_000, summary: 1_000_000 } as const

/** Cuts a text to some bytes of UTF-8, at the end of a line, and says so. */
export const shortened = (text: string, most: number): string => {
  const bytes = Buffer.from(text)
  if (bytes.length <= most) return text
  const kept = bytes.subarray(0, bytes.lastIndexOf(0x0a, most - 1) + 1).toString()
  const left = text.slice(kept.length).split("\n").length
  return `${kept}... and ${left} more lines, which are in the job's log`
}

/** A fence that the text itself does not have. */
const fenceOf = (text: string): string => {
  const runs = [...text.matchAll(/`{3,}/g)].map(([run]) => run.length)
  return "`".repeat(Math.max(2, ...runs) + 1)
}

/** Text as a block of Markdown. */
export const fenced = (text: string, language = ""): string => {
  const fence = fenceOf(text)
  return `${fence}${language}\n${text.replace(/\n+$/, "")}\n${fence}`
}

const fileOf = (variable: "GITHUB_OUTPUT" | "GITHUB_STEP_SUMMARY", env: NodeJS.ProcessEnv): string => {
  const path = env[variable]
  if (path === undefined || path === "") throw new Error(`${variable} is not set: it is set in GitHub's jobs alone`)
  return path
}

/** Gives a value out as an output of the step. */
export const writeOutput = (name: string, value: string, env: NodeJS.ProcessEnv): void => {
  // A delimiter that nobody can guess: a value with it could set other outputs.
  const delimiter = `end-${randomUUID()}`
  appendFileSync(fileOf("GITHUB_OUTPUT", env), `${name}<<${delimiter}\n${value}\n${delimiter}\n`)
}

/** Adds Markdown to the job's summary. */
export const addToSummary = (markdown: string, env: NodeJS.ProcessEnv): void =>
  appendFileSync(fileOf("GITHUB_STEP_SUMMARY", env), `${markdown}\n`)
