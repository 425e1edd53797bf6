import { signal } from "@preact/signals-core"
import { tell } from "./Notice.ts"

/** Saves the program in the library, where there is one for this person. */
export const saveInLibrary = signal<(() => void) | undefined>(undefined)

/** Saves the program, or tells that nothing is lost without. */
export const requestSave = (): void => {
  const save = saveInLibrary.peek()
  if (save === undefined) tell("What you type stays in this browser by itself.")
  else save()
}

let show = () => {}

/** Sets how the list of commands is opened. */
export const setShowCommands = (open: () => void): void => {
  show = open
}

/** Opens the list of commands. */
export const requestCommands = (): void => show()
