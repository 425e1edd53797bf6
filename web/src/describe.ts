import type { Outcome, RunFailure } from "@glissade/client/Client"
import type { RunView } from "./controllers/ExecutionController.ts"

/** The output limit that the page requests: the server's maximum for each stream, so that long listings are complete. */
export const outputBytes = 512 * 1024

/** How a run is described: a kind for the colour, a sentence, and facts. */
export interface Description {
  readonly kind: string
  readonly text: string
  readonly facts: ReadonlyArray<string>
}

const overHttp = " over HTTP, its output comes at the end"

const busyWords: Readonly<Record<string, string>> = {
  waiting: "Waiting for the connection",
  submitting: "Sending",
  queued: "In the queue",
  running: "Running",
  input: "Waiting for input",
  http: `Running${overHttp}`
}

const statusWords: Readonly<Record<string, string>> = {
  success: "Finished",
  error: "Failed",
  timeout: "Stopped at the time limit",
  memory_limit: "Stopped at the memory limit",
  output_limit: `Stopped at the limit of ${outputBytes / 1024} KiB of output`,
  cancelled: "Stopped"
}

export const milliseconds = (ms: number) => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(2)} s`)
const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(bytes < 10_485_760 ? 1 : 0)} MiB`

const describeFailure = ({ code, message }: RunFailure): string => {
  if (code === "unreachable") {
    return `No answer: ${message}. Check the network, then press Run again; the program is kept.`
  }
  if (code === "busy") return `The server is busy and accepted nothing: ${message}. Press Run again in a moment.`
  if (code === "lost") return `No answer: ${message}. It may have run; press Run to run it again.`
  return `The server did not take it: ${message}`
}

export const describeOutcome = (outcome: Outcome): Description => {
  if (outcome.type === "cancelled") return { kind: "cancelled", text: "Stopped", facts: [] }
  if (outcome.type === "failure") return { kind: "failure", text: describeFailure(outcome.failure), facts: [] }
  const { result } = outcome
  const facts = [
    ...(result.exitCode === null ? [] : [`exit code ${result.exitCode}`]),
    milliseconds(result.durationMs),
    mebibytes(result.memoryBytes),
    ...(outcome.route === "http" ? ["over HTTP"] : [])
  ]
  return { kind: result.status, text: statusWords[result.status] ?? result.status, facts }
}

/** Describes the state of a run. Phases over a second show their duration. */
export const describeRun = (view: RunView, now: number, isOnline: boolean): Description => {
  if (view.state === "none") {
    // Touch devices rarely have a keyboard.
    const keys = matchMedia("(pointer: coarse)").matches ? "" : ", or Ctrl+Enter"
    return { kind: "none", text: `Press Run${keys}`, facts: [] }
  }
  if (view.state === "ended") return describeOutcome(view.outcome)
  if (view.state === "offline") {
    return { kind: "offline", text: "Offline: the program runs when the network is back", facts: [] }
  }
  const seconds = Math.round((now - view.since) / 1000)
  const isWaiting = view.state !== "running" && view.state !== "queued"
  const isAgain = view.isAgain && view.state !== "waiting" && view.state !== "running"
  const state = isAgain ? `The program starts again${view.state === "http" ? overHttp : ""}` : busyWords[view.state]!
  const words = !isOnline && isWaiting ? "Offline: trying to reach the server" : state
  return { kind: "busy", text: `${words} …`, facts: seconds >= 1 ? [`${seconds} s`] : [] }
}
