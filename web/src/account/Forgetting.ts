import { client } from "../client.ts"
import { forgetTab, isSignOutMissed, writeStored } from "../state/Stored.ts"

/** Where the page says that the provider could not be told of a sign-out. */
export const signedOutHere = "/?signed-out"

/** What is no text of the person, and stays. */
const kept = new Set(["glissade.features", "glissade.plain-editor", "glissade.autosave", "glissade.signed-out"])

/** Has every tab of this browser forget what was typed and run in it, and forgets what the browser keeps for all of them. */
export const forgetBrowser = (): void => {
  writeStored("browser", "signed-out", crypto.randomUUID())
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith("glissade.") && !kept.has(name)) localStorage.removeItem(name)
  }
}

/** Empties this tab and begins anew at an address. Runs that go on are stopped. */
export const leaveTo = (address: string): void => {
  client.close()
  forgetTab()
  // What a page does on its way out would store the program once more.
  Storage.prototype.setItem = () => {}
  location.replace(address)
}

/** Empties this tab as soon as somebody signs out in another one, or has while this one was asleep. */
export const startForgetting = (): void => {
  const look = () => {
    if (isSignOutMissed()) leaveTo("/")
  }
  addEventListener("storage", ({ key }) => {
    if (key === "glissade.signed-out") look()
  })
  addEventListener("pageshow", look)
}
