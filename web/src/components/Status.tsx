import type { Description } from "../describe.ts"

interface StatusProps extends Description {
  /** Line of the error, and the action that moves the cursor there. */
  readonly errorLine: number | undefined
  /** The file of the line, if there are several. */
  readonly mainFile: string
  /** Whether the program of the run is no longer in the editor. */
  readonly isOfAnother: boolean
  readonly onLine: (line: number) => void
}

/** One line about the run: its state or its outcome. */
export const Status = ({ errorLine, facts, isOfAnother, kind, mainFile, onLine, text }: StatusProps) => (
  <p class="status" data-kind={kind}>
    <span class="status-text">{text}</span>
    {errorLine === undefined ? null : (
      <button type="button" class="link" onClick={() => onLine(errorLine)}>
        {mainFile} line {errorLine}
      </button>
    )}
    {isOfAnother ? <span class="fact">of an earlier program</span> : null}
    {facts.map((fact) => (
      <span key={fact} class="fact">
        {fact}
      </span>
    ))}
  </p>
)
