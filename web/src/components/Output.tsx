interface OutputProps {
  readonly attach: (element: HTMLElement | null) => void
  /** What stands in the place of output that there is none of. */
  readonly hint: string | undefined
}

/** The element of a transcript. `OutputView` fills it. */
export const Output = ({ attach, hint }: OutputProps) => (
  <div ref={attach} class="output" data-hint={hint} role="group" tabIndex={0} aria-label="What the program printed" />
)
