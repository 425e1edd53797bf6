import { signal } from "@preact/signals-core"
import { CallFailed } from "./Calls.ts"

interface PanelNoticeState {
  readonly text: string
  readonly undo?: (() => void) | undefined
}

/** What happened in the panel last: what the page says lies behind it. */
const panelNotice = signal<PanelNoticeState | undefined>(undefined)

export const clearPanelNotice = (): void => {
  panelNotice.value = undefined
}

const isFocusLost = () => document.activeElement === null || document.activeElement.matches("body, dialog")

/** The element that something was done with may be gone, and the focus with it. */
export const keepFocus = (): void => {
  if (isFocusLost()) document.getElementById("dialog-heading")?.focus()
}

/** Tells that something was done, and how it is undone. */
export const sayDone = (text: string, undo?: () => void): void => {
  panelNotice.value = { text, undo }
  keepFocus()
}

/** Tells why something could not be done. */
export const say = (what: string) => (error: unknown) =>
  sayDone(`${what}: ${error instanceof CallFailed ? error.message : String(error)}.`)

/** The way back is next to where the person was. */
const focusIfLost = (button: HTMLButtonElement | null) => {
  if (button !== null && isFocusLost()) button.focus()
}

export const PanelNotice = () => {
  const { text, undo } = panelNotice.value ?? { text: "" }
  return (
    <div class="panel-notice">
      <p role="status">{text}</p>
      {undo === undefined ? null : (
        <button
          key={text}
          ref={focusIfLost}
          type="button"
          onClick={() => {
            clearPanelNotice()
            keepFocus()
            undo()
          }}
        >
          Undo
        </button>
      )}
    </div>
  )
}
