import type { Outcome } from "@glissade/client/Client"
import { effect } from "@preact/signals-core"
import { describeOutcome, describeRun, milliseconds } from "../describe.ts"
import { execution } from "../execution.ts"
import { record } from "../history/RunHistory.ts"
import { linkOutput } from "../output/Links.ts"
import { announcement } from "../state/Notice.ts"

/** The sentence that a screen reader says when a run has ended. */
const summarize = (outcome: Outcome, output: string): string => {
  const { text } = describeOutcome(outcome)
  if (outcome.type !== "result") return text
  const { durationMs, error } = outcome.result
  const lines = output === "" ? 0 : output.replace(/\n$/, "").split("\n").length
  const where = error?.line === undefined ? [] : [`error in line ${error.line}`]
  const { length } = outcome.result.diagnostics ?? []
  if (length > 0) where.push(`${length} ${length === 1 ? "type error" : "type errors"}`)
  return [text, ...where, `${lines} ${lines === 1 ? "line" : "lines"}`, milliseconds(durationMs)].join(", ")
}

/** Says how each run ended, and stores it in the history. */
export const startAfterRun = (): void => {
  const { transcript, view } = execution
  effect(() => {
    const { value } = view
    if (value.state === "offline") announcement.value = describeRun(value, 0, false).text
    if (value.state !== "ended") return
    const output = transcript.text
    announcement.value = summarize(value.outcome, output)
    // Paint the result first: storing a run writes the whole history again, and links are looked for in all of the output.
    setTimeout(() => {
      record(value.request, value.outcome, output)
      if (view.peek() === value) linkOutput()
    }, 50)
  })
}
