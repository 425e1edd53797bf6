import { forgetBrowser } from "./ForgetBrowser.ts"
import { blank, leaveTo, signedOutHere } from "./Forgetting.ts"
import type { Provider } from "./Provider.ts"
import { returnAddress, revoke } from "./Provider.ts"
import { idTokenOfSession, inTurn } from "./Session.ts"
import { forgetSession, readSession } from "./StoredSession.ts"

/** Longest wait for a renewal that is under way, in milliseconds. */
const patience = 3_000

const endOfSession = ({ clientId, server }: Provider): string => {
  const endpoint = server.end_session_endpoint
  if (endpoint === undefined) return signedOutHere
  const url = new URL(endpoint)
  const hint = idTokenOfSession()
  if (hint !== undefined) url.searchParams.set("id_token_hint", hint)
  url.searchParams.set("client_id", clientId)
  url.searchParams.set("post_logout_redirect_uri", returnAddress())
  return url.href
}

/** Revokes what the tab has now. A renewal under way is waited for: its refresh token is the one to revoke. */
const revokeSession = async (): Promise<Provider | undefined> => {
  const session = readSession()
  forgetSession()
  if (session === undefined) return undefined
  await revoke(session.provider, session.refreshToken)
  return session.provider
}

/**
 * Signs the person out: revokes the refresh token, forgets drafts, runs and keys of jobs in every tab of this browser, and ends the
 * provider's session. Where the provider does not answer, the person is signed out of this browser all the same, and told so.
 */
export const signOut = async (): Promise<void> => {
  // First of all: nobody waits for the provider with programs on the screen, and nothing is stored any more.
  forgetBrowser()
  blank()
  const provider = await inTurn(revokeSession, patience)
    // A tab may be suspended in the middle of a renewal. Most providers end the whole session with any of its tokens.
    .catch(revokeSession)
    .catch(() => undefined)
  leaveTo(provider === undefined ? signedOutHere : endOfSession(provider))
}
