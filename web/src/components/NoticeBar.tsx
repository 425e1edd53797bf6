import type { Notice } from "../state/Notice.ts"

interface NoticeBarProps {
  readonly notice: Notice | undefined
  /** Dismisses the notice. With the keyboard, the focus must move somewhere. */
  readonly onDone: (byKeyboard: boolean) => void
}

/** A notification, with a button to undo what it reports. */
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
            // Undoing may set a notification of its own.
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
