import type { Client, ExecuteRequest, Execution, Outcome } from "@glissade/client/Client"
import type { OpenRuns } from "@glissade/client/OpenRuns"
import type { Signal } from "@preact/signals-core"
import { signal } from "@preact/signals-core"
import { toDraft } from "../state/Draft.ts"
import { languageOf } from "../state/Languages.ts"
import { readStored, writeStored } from "../state/Stored.ts"
import { Transcript } from "../Transcript.ts"

/** State of a run. `input`: the program waits for it. `offline`: there is no network, and the run starts when it is back. */
type Busy = "waiting" | "submitting" | "queued" | "running" | "input" | "http" | "offline"

/** What the page shows of a run. */
export type RunView =
  | { readonly state: "none" }
  /** `isAgain`: the program is submitted again, or runs over HTTP after an earlier run, and starts from the beginning. */
  | { readonly state: Busy; readonly since: number; readonly isAgain: boolean }
  | { readonly state: "ended"; readonly request: ExecuteRequest; readonly outcome: Outcome }

/** One run at a time: its output, its state, its outcome. */
export interface ExecutionController {
  readonly view: Signal<RunView>
  readonly transcript: Transcript
  readonly run: (request: ExecuteRequest) => void
  readonly stop: () => void
  /** The run of the client that has not ended. */
  readonly current: () => Execution | undefined
}

/** Runs programs with the client. A new run replaces the previous one. */
export const makeExecutionController = (client: Client, openRuns: OpenRuns): ExecutionController => {
  const view = signal<RunView>({ state: "none" })
  const transcript = new Transcript()
  let current: Execution | undefined
  let request: ExecuteRequest = { code: "" }
  /** Whether the request waits for the network. */
  let isHeld = false
  let hasRun = false

  const enter = (state: Busy, attempt = 0) => {
    hasRun ||= state === "running"
    view.value = { state, since: Date.now(), isAgain: attempt > 1 || (hasRun && state === "http") }
  }

  const end = async (execution: Execution) => {
    const outcome = await execution.outcome
    await transcript.settled()
    if (execution !== current) return
    current = undefined
    if (!navigator.onLine && outcome.type === "failure" && outcome.failure.code === "unreachable") {
      isHeld = true
      return enter("offline")
    }
    view.value = { state: "ended", request, outcome }
  }

  const follow = async (execution: Execution) => {
    for await (const event of execution) {
      if (execution !== current) return
      const isAsked = view.peek().state === "input"
      if (event.type === "phase") {
        // A run that goes on over another connection still waits.
        if (!isAsked || event.phase !== "running") enter(event.phase, event.attempt)
      } else if (event.type === "waiting") enter("input")
      else {
        // After a reload the waits of before come again, each with what followed it.
        if (isAsked) enter("running")
        if (event.type === "restart") transcript.clear()
        else transcript.add(event.stream, event.data)
      }
    }
    return end(execution)
  }

  const show = (execution: Execution) => {
    current?.stop()
    isHeld = hasRun = false
    transcript.clear()
    current = execution
    enter("submitting")
    void follow(execution)
  }

  const run = (next: ExecuteRequest) => {
    request = next
    writeStored("tab", "run", next)
    show(client.execute({ ...next, ...languageOf(next.language!).request }))
  }

  addEventListener("online", () => {
    if (isHeld) run(request)
  })

  // What ran when the page was reloaded goes on.
  void openRuns.resume(client).then((executions) => {
    for (const execution of executions) {
      if (current !== undefined) return
      const stored = readStored("tab", "run")
      if (toDraft(stored) !== undefined) request = stored as ExecuteRequest
      show(execution)
    }
  })

  return {
    view,
    transcript,
    run,
    current: () => current,
    stop: () => {
      if (isHeld) view.value = { state: "ended", request, outcome: { type: "cancelled" } }
      isHeld = false
      current?.stop()
    }
  }
}
