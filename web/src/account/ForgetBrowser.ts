import { writeStored } from "../state/Stored.ts"

/** What is no text of a person, and stays. */
const kept = new Set(["features", "plain-editor", "autosave", "look", "signed-out"].map((name) => `glissade.${name}`))

/** Forgets what the browser keeps of a person for all tabs. Storage can be denied: then there is nothing. */
export const clearBrowser = (): void => {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith("glissade.") && !kept.has(name)) localStorage.removeItem(name)
    }
  } catch {
    // Nothing was stored.
  }
}

/** Has every tab of this browser forget what was typed and run in it, and store nothing more. */
export const forgetBrowser = (): void => {
  writeStored("browser", "signed-out", `${Date.now()}.${Math.random()}`)
  clearBrowser()
}
