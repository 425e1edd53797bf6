import { isDialogOpen } from "../state/Additions.ts"
import { formatProgram } from "../tools/Actions.ts"

/** Formats the open file by Shift+Alt+F, unless the editor's keys have another use for it. */
export const startFormatKey = (): void => {
  addEventListener("keydown", (event) => {
    const { altKey, code, ctrlKey, defaultPrevented, metaKey, repeat, shiftKey } = event
    if (code !== "KeyF" || !altKey || !shiftKey || ctrlKey || metaKey || defaultPrevented || isDialogOpen()) return
    event.preventDefault()
    if (!repeat) formatProgram()
  })
}
