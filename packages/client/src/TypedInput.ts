import type { Execution } from "./Execution.ts"

/** Types input into a run; with `isEnd` nothing follows. */
export type TypeInput = (text: string, isEnd?: boolean) => void

/**
 * The input of a run that was started with `input: "stream"`. What is typed is kept: it can be typed before the program reads it, is given to
 * the program again where that runs again, and outlives a reload of the page. The server takes 64 KiB in all.
 */
export const typeInto = (execution: Execution): TypeInput => {
  const { jobId, machine } = execution
  let sent = 0
  let sentTo: string | undefined
  const feed = () => {
    const { typed = [] } = execution.open
    const { attempt, connectionId, phase, runId } = machine.state
    if (phase !== "running") return
    // A run, or a connection, that has not had the pieces is sent all of them: the server ignores those that it has.
    const to = `${runId} ${connectionId}`
    if (sentTo !== to) sent = 0
    if (sent === typed.length) return
    const frames = typed
      .slice(sent)
      .map((piece, index) => ({ action: "stdin", job_id: jobId, attempt, run_id: runId, seq: sent + index, ...piece }))
    try {
      execution.send(frames.map((frame) => JSON.stringify(frame)))
      sent = typed.length
      sentTo = to
    } catch {
      // The next connection is not open yet. Once it is, the run is attached to it, and all is sent there.
      sentTo = undefined
    }
  }
  execution.feed = feed
  feed()
  return (text, isEnd = false) => {
    // Whole characters, so few that a frame holds them. Text that UTF-8 cannot hold would be refused.
    const pieces = text.toWellFormed().match(/[^]{1,500}/gu) ?? [""]
    const last = pieces.length - 1
    const more = pieces.map((data, index) => ({ data, eof: isEnd && index === last }))
    execution.open = { ...execution.open, typed: [...(execution.open.typed ?? []), ...more] }
    // Kept also where the run has not begun.
    if (machine.state.phase === "running") feed()
    else execution.send([])
  }
}
