import { signal } from "@preact/signals-core"
import { languageOf } from "../languages.ts"
import { program, replaceOnRequest } from "../state/Program.ts"
import { compare } from "./compare.ts"
import type { PastRun } from "./RunHistory.ts"
import { forget, pastRuns, refresh } from "./RunHistory.ts"

const compared = signal<PastRun | undefined>(undefined)

const marks = { both: "  ", before: "− ", after: "+ " } as const
const words = { both: undefined, before: "only in the past run", after: "only now" } as const

const Comparison = ({
  after,
  before,
  title
}: {
  readonly title: string
  readonly before: string
  readonly after: string
}) => (
  <>
    <h3>{title}</h3>
    {before === after ? (
      <p>No difference.</p>
    ) : (
      <div class="comparison" role="group" tabIndex={0} aria-label={title}>
        {compare(before, after).map((line, index) => (
          <div key={index} data-in={line.in} role="group" aria-label={words[line.in]}>
            {marks[line.in]}
            {line.text}
          </div>
        ))}
      </div>
    )}
  </>
)

const Entry = ({ onOpen, run }: { readonly run: PastRun; readonly onOpen: () => void }) => (
  <li>
    <div>
      <strong>{languageOf(run.language).name}</strong>{" "}
      <time dateTime={new Date(run.at).toISOString()}>{new Date(run.at).toLocaleString()}</time>{" "}
      <span class="past" data-kind={run.kind}>
        {run.summary}
      </span>
    </div>
    <code>{run.code.split("\n").find((line) => line.trim() !== "") ?? ""}</code>
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

const show = (dialog: HTMLDialogElement | null) => {
  if (dialog === null || dialog.open) return
  refresh()
  compared.value = undefined
  dialog.showModal()
}

interface HistoryProps {
  /** What the latest run printed. */
  readonly output: () => string
  readonly onClose: () => void
}

/** The runs of this browser: each can be opened again, and compared with what is there now. */
export const History = ({ onClose, output }: HistoryProps) => {
  const past = compared.value
  const open = (run: PastRun) => {
    const { args, code, files, language, stdin } = run
    replaceOnRequest(language, { args, code, files, stdin })
    onClose()
  }
  return (
    <dialog ref={show} class="history" aria-labelledby="history-heading" onClose={onClose}>
      <div class="dialog-head">
        <h2 id="history-heading">{past === undefined ? "Runs of this browser" : "Then and now"}</h2>
        {past === undefined ? null : (
          <button type="button" onClick={() => (compared.value = undefined)}>
            Back
          </button>
        )}
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      {past === undefined ? (
        <>
          {pastRuns.value.length === 0 ? <p>Nothing was run here yet.</p> : null}
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
          <Comparison title="Program" before={past.code} after={program.value.code} />
          <Comparison title="Output" before={past.output} after={output().slice(0, past.output.length + 16_384)} />
          <button type="button" onClick={() => open(past)}>
            Open the past one
          </button>
        </>
      )}
    </dialog>
  )
}
