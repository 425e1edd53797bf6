import { isDialogOpen } from "../state/Additions.ts"
import { notLoaded } from "../state/Notice.ts"
import { setShowCommands } from "../state/Requests.ts"

export const showCommands = (): void => {
  import("./Palette.tsx").then(({ openPalette }) => openPalette(), notLoaded)
}

const isPaletteKey = ({ altKey, ctrlKey, key, metaKey, shiftKey }: KeyboardEvent): boolean => {
  if (altKey) return false
  return key === "F1" ? !ctrlKey && !metaKey && !shiftKey : shiftKey && ctrlKey !== metaKey && key.toLowerCase() === "p"
}

/** Opens the list of commands by F1, and by Ctrl+Shift+P or ⌘+Shift+P, which some browsers keep for themselves. */
export const startPaletteKeys = (): void => {
  setShowCommands(showCommands)
  addEventListener(
    "keydown",
    (event) => {
      if (!isPaletteKey(event)) return
      // Browsers open their own help, or print.
      event.preventDefault()
      event.stopPropagation()
      if (!event.repeat && !isDialogOpen()) showCommands()
    },
    { capture: true }
  )
}
