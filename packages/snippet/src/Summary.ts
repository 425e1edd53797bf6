import type { Outcome } from "@glissade/client/Client"

/** Whether a program did not succeed, for the colour. */
export const isBad = (outcome: Outcome): boolean => outcome.type === "result" && outcome.result.status !== "success"

/** How a run ended, in one sentence. */
export const summarize = (outcome: Outcome): string => {
  if (outcome.type === "cancelled") return "Stopped"
  if (outcome.type === "failure") {
    const { code, message } = outcome.failure
    if (code === "rejected") return `Not taken: ${message}`
    return `${code === "busy" ? "The server is busy" : "No answer"}: ${message}. Press Run to try again.`
  }
  const { durationMs, error, status } = outcome.result
  const end = status === "success" ? "Finished" : status === "error" ? "Failed" : `Stopped, ${status.replace("_", " ")}`
  const time = durationMs < 1000 ? `${durationMs} ms` : `${(durationMs / 1000).toFixed(2)} s`
  return `${end}${error?.line ? ` in line ${error.line}` : ""}, ${time}`
}
