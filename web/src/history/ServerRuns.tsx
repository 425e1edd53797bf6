import { batch, signal } from "@preact/signals-core"
import { idOf } from "../languages/StoredLanguage.ts"
import { CallFailed } from "../library/Calls.ts"
import { PanelNotice, say, sayDone } from "../library/PanelNotice.tsx"
import type { Program } from "../state/Program.ts"
import { compareRun, RunEntry } from "./BrowserRuns.tsx"
import type { PastRun } from "./RunHistory.ts"
import type { RunHead } from "./RunCalls.ts"
import { deleteRun, deleteRuns, listRuns, readRun } from "./RunCalls.ts"
import type { RunsView } from "./RunsView.ts"
import { summaryOf, toPastRun } from "./ServerRun.ts"

/** `undefined` until the server has answered. */
const runs = signal<ReadonlyArray<RunHead> | undefined>(undefined)
const next = signal<string | undefined>(undefined)
const why = signal("")
const isAsking = signal(false)

const whyOf = (error: unknown) => (error instanceof CallFailed ? error.message : String(error))

const load = (cursor?: string) =>
  listRuns(cursor).then(
    (page) =>
      batch(() => {
        runs.value = cursor === undefined ? page.items : [...(runs.peek() ?? []), ...page.items]
        next.value = page.next
        why.value = ""
      }),
    (error: unknown) => {
      why.value = whyOf(error)
    }
  )

/** Begins with what every machine has run so far. */
export const beginServerRuns = (): void => {
  runs.value = undefined
  why.value = ""
  isAsking.value = false
  void load()
}

const read = (id: string, then: (past: PastRun) => void) =>
  readRun(id).then((run) => then(toPastRun(run)), say("The run cannot be had"))

const remove = ({ id }: RunHead) =>
  deleteRun(id).then(() => {
    runs.value = (runs.peek() ?? []).filter((run) => run.id !== id)
    sayDone("The run was deleted.")
  }, say("The run was not deleted"))

const removeAll = () =>
  deleteRuns().then(
    () =>
      batch(() => {
        runs.value = []
        next.value = undefined
        isAsking.value = false
        sayDone("All runs on this server were deleted.")
      }),
    say("The runs were not deleted")
  )

const focus = (button: HTMLButtonElement | null) => button?.focus()

/** Nothing brings them back, so the person is asked. */
const DeleteAll = () =>
  isAsking.value ? (
    <div class="actions" role="group" aria-label="Delete all runs on this server? They cannot be brought back.">
      <span>Delete all runs on this server? They cannot be brought back.</span>
      <button type="button" onClick={() => void removeAll()}>
        Delete all
      </button>
      <button ref={focus} type="button" onClick={() => (isAsking.value = false)}>
        Keep them
      </button>
    </div>
  ) : (
    <button type="button" onClick={() => (isAsking.value = true)}>
      Clear history
    </button>
  )

const List = ({ onOpen }: { readonly onOpen: (past: PastRun) => void }) => {
  if (why.value !== "") return <p class="fault">The runs cannot be had: {why.value}.</p>
  if (runs.value === undefined) return <p class="quiet">Loading …</p>
  return (
    <>
      <PanelNotice />
      {runs.value.length === 0 ? <p>Nothing was run yet, or it is too old to be kept.</p> : null}
      <ol>
        {runs.value.map((run) => (
          <RunEntry
            key={run.id}
            at={Date.parse(run.submitted_at)}
            language={idOf(run)}
            kind={run.status}
            summary={summaryOf(run)}
            code={run.preview}
            onOpen={() => void read(run.id, onOpen)}
            onCompare={() => void read(run.id, compareRun)}
            onDelete={() => void remove(run)}
          />
        ))}
      </ol>
      <div class="actions">
        {next.value === undefined ? null : (
          <button type="button" onClick={() => void load(next.peek())}>
            More
          </button>
        )}
        {runs.value.length === 0 ? null : <DeleteAll />}
      </div>
    </>
  )
}

/** What the dialog shows of the runs on the server. */
export const serverRuns = (onOpen: (program: Program) => void): RunsView => ({
  title: "History on this server",
  content: runs.value?.length === 0 ? "nothing on the server" : "on the server",
  view: <List onOpen={({ args, code, files, language, stdin }) => onOpen({ args, code, files, language, stdin })} />
})
