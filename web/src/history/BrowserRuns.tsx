import { signal } from "@preact/signals-core"
import { baseOf } from "../languages/NativeLanguage.ts"
import { findLanguage, languageOf } from "../state/Languages.ts"
import { notice } from "../state/Notice.ts"
import type { Program } from "../state/Program.ts"
import { program } from "../state/Program.ts"
import { whenOf } from "../whenOf.ts"
import { beginningOf } from "./Beginning.ts"
import { Comparison, partsOf } from "./Comparison.tsx"
import type { PastRun } from "./RunHistory.ts"
import type { RunsView } from "./RunsView.ts"
import { forget, latestRunOf, maximumOutput, pastRuns, refresh, remember } from "./RunHistory.ts"

const compared = signal<PastRun | undefined>(undefined)

/** The current program's output is that of its latest run; the page may show another program's. */
const OutputComparison = ({ past }: { readonly past: PastRun }) => {
  const latest = latestRunOf(program.value)
  if (latest === undefined || latest.at === past.at) {
    return (
      <>
        <h3>Output</h3>
        <p>
          {latest === undefined
            ? "Run the program to compare its output."
            : "This is the latest run of the program in the editor."}
        </p>
      </>
    )
  }
  const isCut = Math.max(past.output.length, latest.output.length) >= maximumOutput
  return (
    <>
      <Comparison title="Output" before={past.output} after={latest.output} />
      {isCut ? <p>Only the first {maximumOutput.toLocaleString("en")} characters of each are kept.</p> : null}
    </>
  )
}

interface RunEntryProps {
  readonly at: number
  readonly language: string
  readonly kind: string
  readonly summary: string
  readonly code: string
  readonly onOpen: () => void
  readonly onCompare: () => void
  readonly onDelete?: () => void
}

/** A run in a list. */
export const RunEntry = ({ at, code, kind, language, onCompare, onDelete, onOpen, summary }: RunEntryProps) => (
  <li>
    <div class="run-head">
      <strong>{(findLanguage(language) ?? languageOf(baseOf(language))).name}</strong>
      <time dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString()}>
        {whenOf(at)}
      </time>
      <span class="past" data-kind={kind}>
        {summary}
      </span>
      <span class="snippet-actions">
        <button type="button" class="link" onClick={onOpen}>
          Open
        </button>
        <button type="button" class="link" onClick={onCompare}>
          Compare
        </button>
        {onDelete === undefined ? null : (
          <button type="button" class="link" onClick={onDelete}>
            Delete
          </button>
        )}
      </span>
    </div>
    <code>{beginningOf(code)}</code>
  </li>
)

/** Shows a past run beside the current program. */
export const compareRun = (run: PastRun): void => {
  compared.value = run
}

/** Shows the last run that was not of the current program beside it, or else the last one. */
export const compareLatest = (): void => {
  const { code, language } = program.peek()
  const runs = pastRuns.peek()
  compared.value = runs.find((run) => run.code !== code || run.language !== language) ?? runs[0]
}

/** The runs of this browser. */
const List = ({ onOpen }: { readonly onOpen: (run: PastRun) => void }) => (
  <>
    {pastRuns.value.length === 0 ? <p>Nothing was run here yet.</p> : null}
    {notice.value?.undo === remember ? (
      // The page's own button lies behind the dialog.
      <button type="button" onClick={remember}>
        Undo
      </button>
    ) : null}
    <ol>
      {pastRuns.value.map((run) => (
        <RunEntry key={run.at} {...run} onOpen={() => onOpen(run)} onCompare={() => compareRun(run)} />
      ))}
    </ol>
    {pastRuns.value.length === 0 ? null : (
      <button type="button" onClick={forget}>
        Clear history
      </button>
    )}
  </>
)

const opener =
  (onOpen: (program: Program) => void) =>
  ({ args, code, files, language, stdin }: PastRun) =>
    onOpen({ args, code, files, language, stdin })

/** What the dialog shows of this browser's runs. */
export const browserRuns = (onOpen: (program: Program) => void): RunsView => ({
  title: "History",
  content: pastRuns.value.length === 0 ? "nothing" : "runs",
  view: <List onOpen={opener(onOpen)} />
})

/** The run that is compared with the current program, if one is. */
export const comparison = (onOpen: (program: Program) => void): RunsView | undefined => {
  const past = compared.value
  if (past === undefined) return undefined
  return {
    title: "Compare with now",
    content: "comparison",
    onBack: () => (compared.value = undefined),
    view: (
      <>
        {partsOf(past, program.value).map((part) => (
          <Comparison key={part.title} {...part} />
        ))}
        <OutputComparison past={past} />
        <button type="button" onClick={() => opener(onOpen)(past)}>
          Open this run
        </button>
      </>
    )
  }
}

/** Begins with the list of what every tab has run so far. */
export const beginBrowserRuns = (): void => {
  refresh()
  compared.value = undefined
}
