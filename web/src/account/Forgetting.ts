import { client } from "../client.ts"
import { forgetTab, isSignOutMissed } from "../state/Stored.ts"

/** Where the page says that the provider may still know the person. */
export const signedOutHere = "/?signed-out"

/** Takes everything of a person off the screen, and stops their runs. */
export const blank = (): void => {
  client.close()
  document.body.textContent = "Signing out …"
}

/** Empties this tab and begins anew at an address. */
export const leaveTo = (address: string): void => {
  blank()
  forgetTab()
  // Runs are kept without a look at who has signed out.
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
