import type { Outcome } from "@glissade/client/Client"
import type { RunView } from "../hooks/useExecution.ts"

const words: Readonly<Record<string, string>> = {
  waiting: "Waiting for the connection …",
  submitting: "Sending …",
  queued: "In the queue …",
  running: "Running …",
  http: "Running over HTTP …"
}

const statusWords: Readonly<Record<string, string>> = {
  success: "Finished",
  error: "Failed",
  timeout: "Stopped: over its time",
  memory_limit: "Stopped: over its memory",
  output_limit: "Stopped: too much output",
  cancelled: "Stopped"
}

const milliseconds = (ms: number) =>
  ms < 1000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`
const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(bytes < 10_485_760 ? 1 : 0)} MiB`

const describe = (
  outcome: Outcome
): { readonly kind: string; readonly text: string; readonly facts: ReadonlyArray<string> } => {
  if (outcome.type === "cancelled") return { kind: "cancelled", text: "Stopped", facts: [] }
  if (outcome.type === "failure") return { kind: "failure", text: outcome.failure.message, facts: [] }
  const { result } = outcome
  const facts = [
    ...(result.exitCode === null ? [] : [`exit code ${result.exitCode}`]),
    milliseconds(result.durationMs),
    mebibytes(result.memoryBytes),
    ...(outcome.route === "http" ? ["over HTTP"] : [])
  ]
  return { kind: result.status, text: statusWords[result.status] ?? result.status, facts }
}

/** One line about the run: where it is, or how it ended. The only live region of the page. */
export const Status = ({ view }: { readonly view: RunView }) => {
  const shown =
    view.state === "none"
      ? { kind: "none", text: "Press Run, or Ctrl+Enter", facts: [] }
      : view.state === "ended"
        ? describe(view.outcome)
        : { kind: "busy", text: words[view.state] ?? "", facts: [] }
  return (
    <p class="status" role="status" data-kind={shown.kind}>
      <span class="status-text">{shown.text}</span>
      {shown.facts.map((fact) => (
        <span key={fact} class="fact">
          {fact}
        </span>
      ))}
    </p>
  )
}
