import type { ComponentChildren, FunctionComponent } from "preact"
import { closeDialog, dialog } from "../state/Additions.ts"
import account from "../styles/account.css?inline"
import { adopt } from "../styles/Adopt.ts"
import commands from "../styles/commands.css?inline"
import frame from "../styles/dialog.css?inline"
import history from "../styles/history.css?inline"
import library from "../styles/library.css?inline"

adopt(frame + history + library + account + commands)

let shown: HTMLDialogElement | null = null

/** The browser restores the focus only if it closes the dialog itself. */
export const close = (): void => shown?.close()

/** Opens a dialog. The browser tells of a closed one in a task of its own: another may have been opened by then. */
export const openDialog = (Content: FunctionComponent<{ readonly onClose: () => void }>): void => {
  const opened = () => <Content key={key} onClose={() => dialog.peek() === opened && closeDialog()} />
  const key = {}
  dialog.value = opened
}

const show = (element: HTMLDialogElement | null) => {
  shown = element
  if (element !== null && !element.open) element.showModal()
}

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

interface DialogProps {
  readonly class: string
  readonly title: string
  /** Which content is shown: whenever it changes, the heading gets the focus. */
  readonly content: string
  /** Back to the content before, if there was one. */
  readonly onBack?: (() => void) | undefined
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** A dialog over the page, with its title and the buttons that every dialog has. */
export const Dialog = ({ children, class: name, content, onBack, onClose, title }: DialogProps) => (
  <dialog ref={show} class={name} aria-labelledby="dialog-heading" onClose={onClose} onMouseDown={closeFromBeside}>
    <div class="dialog-head">
      <h2 key={content} ref={focusHeading} id="dialog-heading" tabIndex={-1}>
        {title}
      </h2>
      {onBack === undefined ? null : (
        <button type="button" onClick={onBack}>
          Back
        </button>
      )}
      <button type="button" onClick={close}>
        Close
      </button>
    </div>
    {children}
  </dialog>
)
