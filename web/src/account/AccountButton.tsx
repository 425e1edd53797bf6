import { hasFeature, isSignedIn, serverHas } from "../state/Features.ts"
import { showAccount, signIn } from "../tools/Actions.ts"
import { readSession } from "./StoredSession.ts"

/** Signs in, or opens the account of whoever has. Nothing where the server knows no people. */
export const AccountButton = () => {
  if (serverHas("sign_in") && !isSignedIn.value) {
    return (
      <button type="button" class="account-button" onClick={signIn}>
        Sign in
      </button>
    )
  }
  if (!hasFeature("account")) return null
  return (
    <button type="button" class="account-button" title="Usage, keys and your data" onClick={showAccount}>
      {readSession()?.name || "Account"}
    </button>
  )
}
