import type { Description } from "../describe.ts"

interface StatusProps extends Description {
  /** Line of the error, and what brings the person there. */
  readonly errorLine: number | undefined
  readonly onLine: (line: number) => void
}

/** One line about the run: where it is, or how it ended. */
export const Status = ({ errorLine, facts, kind, onLine, text }: StatusProps) => (
  <p class="status" data-kind={kind}>
    <span class="status-text">{text}</span>
    {errorLine === undefined ? null : (
      <button type="button" class="link" onClick={() => onLine(errorLine)}>
        line {errorLine}
      </button>
    )}
    {facts.map((fact) => (
      <span key={fact} class="fact">
        {fact}
      </span>
    ))}
  </p>
)
