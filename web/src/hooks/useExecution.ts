import type { Client, ExecuteRequest, Execution, Outcome } from "@glissade/client/Client"
import { signal } from "@preact/signals"
import type { ReadonlySignal } from "@preact/signals"
import { useRef } from "preact/hooks"
import { Transcript } from "../Transcript.ts"

/** What the page shows of a run. */
export type RunView =
  | { readonly state: "none" }
  | { readonly state: "waiting" | "submitting" | "queued" | "running" | "http" }
  | { readonly state: "ended"; readonly outcome: Outcome }

/** One run at a time: what it prints, where it is, how it ended. */
export interface ExecutionController {
  readonly view: ReadonlySignal<RunView>
  readonly transcript: Transcript
  readonly run: (request: ExecuteRequest) => void
  readonly stop: () => void
}

const make = (client: Client): ExecutionController => {
  const view = signal<RunView>({ state: "none" })
  const transcript = new Transcript()
  let current: Execution | undefined

  const follow = async (execution: Execution) => {
    for await (const event of execution) {
      if (execution !== current) return
      if (event.type === "phase") view.value = { state: event.phase }
      else if (event.type === "restart") transcript.clear()
      else transcript.add(event.stream, event.data)
    }
    const outcome = await execution.outcome
    if (execution !== current) return
    current = undefined
    transcript.flush()
    view.value = { state: "ended", outcome }
  }

  const show = (execution: Execution) => {
    current?.stop()
    transcript.clear()
    view.value = { state: "submitting" }
    current = execution
    void follow(execution)
  }

  // What ran when the page was reloaded goes on.
  void client.resume().then((executions) => {
    for (const execution of executions) if (current === undefined) show(execution)
  })

  return {
    view,
    transcript,
    run: (request) => show(client.execute(request)),
    stop: () => current?.stop()
  }
}

/** Runs programs with the client; a new run takes the place of the one before. */
export const useExecution = (client: Client): ExecutionController => {
  const controller = useRef<ExecutionController | undefined>(undefined)
  controller.current ??= make(client)
  return controller.current
}
