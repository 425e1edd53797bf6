import type { Description } from "../describe.ts"

interface StatusProps extends Description {
  /** Line of the error, and what brings the person there. */
  readonly errorLine: number | undefined
  /** The file that the line is in, where there are several. */
  readonly mainFile: string
  /** Whether the run was of a program that is in the editor no more. */
  readonly isOfAnother: boolean
  readonly onLine: (line: number) => void
}

/** One line about the run: where it is, or how it ended. */
export const Status = ({ errorLine, facts, isOfAnother, kind, mainFile, onLine, text }: StatusProps) => (
  <p class="status" data-kind={kind}>
    <span class="status-text">{text}</span>
    {errorLine === undefined ? null : (
      <button type="button" class="link" onClick={() => onLine(errorLine)}>
        {mainFile} line {errorLine}
      </button>
    )}
    {isOfAnother ? <span class="fact">from the program before</span> : null}
    {facts.map((fact) => (
      <span key={fact} class="fact">
        {fact}
      </span>
    ))}
  </p>
)
