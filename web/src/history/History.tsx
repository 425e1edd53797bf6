import { signal } from "@preact/signals-core"
import { focusEditor } from "../controllers/EditorController.ts"
import { languageOf } from "../state/Languages.ts"
import { notice } from "../state/Notice.ts"
import { program } from "../state/Program.ts"
import { replaceOnRequest } from "../state/Replacement.ts"
import { Comparison, partsOf } from "./Comparison.tsx"
import type { PastRun } from "./RunHistory.ts"
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

const importing =
  /^(?:import\b|from\s+\S+\s+import\b|require\b|(?:const|let|var|local)\s[^=]+=\s*(?:await\s+import|require)\b)/

/** The first line that tells a program from others: many start with the same imports. */
const beginningOf = (code: string) => {
  const lines = code
    .split("\n")
    .map((line) => line.trim().slice(0, 200))
    .filter((line) => line !== "")
  const telling = lines.filter((line) => !importing.test(line))
  return (telling.length === 0 ? lines : telling).slice(0, 3).join(" ↵ ")
}

const Entry = ({ onOpen, run }: { readonly run: PastRun; readonly onOpen: () => void }) => (
  <li>
    <div>
      <strong>{languageOf(run.language).name}</strong>{" "}
      <time dateTime={new Date(run.at).toISOString()}>{new Date(run.at).toLocaleString()}</time>{" "}
      <span class="past" data-kind={run.kind}>
        {run.summary}
      </span>
    </div>
    <code>{beginningOf(run.code)}</code>
    <div class="actions">
      <button type="button" onClick={onOpen}>
        Open
      </button>
      <button type="button" onClick={() => (compared.value = run)}>
        Compare
      </button>
    </div>
  </li>
)

let shown: HTMLDialogElement | null = null

const show = (dialog: HTMLDialogElement | null) => {
  shown = dialog
  if (dialog === null || dialog.open) return
  refresh()
  compared.value = undefined
  dialog.showModal()
}

/** The browser restores the focus only if it closes the dialog itself. */
const close = () => shown?.close()

/** A press outside the dialog closes it; a text selection that starts inside and ends outside does not. */
const closeFromBeside = (event: MouseEvent) => {
  if (event.target !== shown || shown === null) return
  const { bottom, left, right, top } = shown.getBoundingClientRect()
  const { clientX: x, clientY: y } = event
  if (x >= left && x <= right && y >= top && y <= bottom) return
  // The press would move the focus away from where the dialog restores it.
  event.preventDefault()
  close()
}

/** The element that had the focus may have disappeared with the dialog's previous content. */
const focusHeading = (heading: HTMLHeadingElement | null) => heading?.focus()

interface HistoryProps {
  readonly onClose: () => void
}

/** The runs of this browser. Each can be opened again, and compared with the current program. */
export const History = ({ onClose }: HistoryProps) => {
  const past = compared.value
  const content = past !== undefined ? "comparison" : pastRuns.value.length === 0 ? "nothing" : "runs"
  const open = (run: PastRun) => {
    const { args, code, files, language, stdin } = run
    replaceOnRequest(language, { args, code, files, stdin })
    close()
    focusEditor()
  }
  return (
    <dialog
      ref={show}
      class="history"
      aria-labelledby="history-heading"
      onClose={onClose}
      onMouseDown={closeFromBeside}
    >
      <div class="dialog-head">
        <h2 key={content} ref={focusHeading} id="history-heading" tabIndex={-1}>
          {past === undefined ? "Runs of this browser" : "Then and now"}
        </h2>
        {past === undefined ? null : (
          <button type="button" onClick={() => (compared.value = undefined)}>
            Back
          </button>
        )}
        <button type="button" onClick={close}>
          Close
        </button>
      </div>
      {past === undefined ? (
        <>
          {pastRuns.value.length === 0 ? <p>Nothing was run here yet.</p> : null}
          {notice.value?.undo === remember ? (
            // The page's own button lies behind the dialog.
            <button type="button" onClick={remember}>
              Bring them back
            </button>
          ) : null}
          <ol>
            {pastRuns.value.map((run) => (
              <Entry key={run.at} run={run} onOpen={() => open(run)} />
            ))}
          </ol>
          {pastRuns.value.length === 0 ? null : (
            <button type="button" onClick={forget}>
              Forget all of them
            </button>
          )}
        </>
      ) : (
        <>
          {partsOf(past, program.value).map((part) => (
            <Comparison key={part.title} {...part} />
          ))}
          <OutputComparison past={past} />
          <button type="button" onClick={() => open(past)}>
            Open the past one
          </button>
        </>
      )}
    </dialog>
  )
}
