import type { Notice } from "../state/Notice.ts"

interface NoticeBarProps {
  readonly notice: Notice | undefined
  /** Puts the notice away; by keyboard, the focus has to go somewhere. */
  readonly onDone: (byKeyboard: boolean) => void
}

/** A word to the person, with a way to take back what it tells of. */
export const NoticeBar = ({ notice, onDone }: NoticeBarProps) => {
  if (notice === undefined) return null
  const { text, undo } = notice
  return (
    <p class="notice-bar">
      {text}
      {undo === undefined ? null : (
        <button
          type="button"
          onClick={(event) => {
            // What is undone may have something to tell in its turn.
            onDone(event.detail === 0)
            undo()
          }}
        >
          Bring it back
        </button>
      )}
      <button type="button" onClick={(event) => onDone(event.detail === 0)}>
        Dismiss
      </button>
    </p>
  )
}
