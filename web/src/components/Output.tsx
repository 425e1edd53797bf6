interface OutputProps {
  readonly attach: (element: HTMLElement | null) => void
}

/** The element of a transcript. `OutputView` fills it. */
export const Output = ({ attach }: OutputProps) => (
  <div ref={attach} class="output" role="group" tabIndex={0} aria-label="What the program printed" />
)
