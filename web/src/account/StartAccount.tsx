import { account, isDialogOpen } from "../state/Additions.ts"
import { isSaveKey } from "../library/SaveKey.ts"
import { isSignedIn, serverHas } from "../state/Features.ts"
import { tell } from "../state/Notice.ts"
import { AccountButton } from "./AccountButton.tsx"
import { signedOutHere } from "./Forgetting.ts"
import { isAnyTabSignedIn } from "./StoredSession.ts"

/** Whoever wants to save is told what is missing, instead of the browser's own dialog. */
const onKey = (event: KeyboardEvent) => {
  if (!isSaveKey(event) || event.defaultPrevented || isDialogOpen()) return
  if (isSignedIn.peek() || !serverHas("sign_in") || !serverHas("library")) return
  event.preventDefault()
  tell("Sign in to save programs; what you have typed is kept.")
}

const tellSignOut = () => {
  if (location.pathname + location.search !== signedOutHere) return
  history.replaceState(null, "", "/")
  tell("You are signed out here. Your provider may still know you: sign out there too, where others use this browser.")
}

/** Starts what servers have that know people: signing in, and the account. */
export const startAccount = (): void => {
  tellSignOut()
  addEventListener("keydown", onKey)
  account.value = () => <AccountButton />
  // Another tab may have the session: then this one takes part in it.
  if (!isSignedIn.peek() && isAnyTabSignedIn()) void import("./Session.ts").then(({ accessToken }) => accessToken())
}
