/** Storage can be disabled or full. Failing to store must not fail anything else. */
const attempt = <A>(action: () => A): A | undefined => {
  try {
    return action()
  } catch {
    return undefined
  }
}

const parse = (text: string | null | undefined): unknown => attempt(() => JSON.parse(text ?? "null"))

/** Where a value is stored: for the tab, or for the browser. */
export type Keep = "tab" | "browser"

const storageOf = (keep: Keep) => (keep === "tab" ? sessionStorage : localStorage)

/** Reads a stored value of this page; `null` if there is none. */
export const readStored = (keep: Keep, name: string): unknown =>
  parse(attempt(() => storageOf(keep).getItem(`glissade.${name}`)))

/** Stores a value, and returns whether that worked. */
export const writeStored = (keep: Keep, name: string, value: unknown): boolean =>
  attempt(() => {
    if (isSignOutMissed()) return false
    storageOf(keep).setItem(`glissade.${name}`, JSON.stringify(value))
    return true
  }) === true

export const forgetStored = (keep: Keep, name: string): void => {
  attempt(() => storageOf(keep).removeItem(`glissade.${name}`))
}

/** The last sign-out in this browser, as a text that is another each time. */
const signOut = "signed-out"

/** It as this document found it. The tab's own entry is shared with documents that the back button brings back. */
const found = readStored("browser", signOut)

/** Whether somebody has signed out in this browser since this document was opened. Nothing is stored from then on. */
export const isSignOutMissed = (): boolean => {
  const now = readStored("browser", signOut)
  return now !== null && now !== found
}

/** Forgets what this tab has stored. */
export const forgetTab = (): void => {
  attempt(() => sessionStorage.clear())
}

// A tab that was asleep when somebody signed out has their programs and keys of jobs still.
if (found !== null && readStored("tab", signOut) !== found) {
  forgetTab()
  writeStored("tab", signOut, found)
}
