import { forgetBrowser, leaveTo, signedOutHere } from "./Forgetting.ts"
import type { Provider } from "./Provider.ts"
import { returnAddress, revoke } from "./Provider.ts"
import { readSession } from "./StoredSession.ts"

const endOfSession = ({ clientId, server }: Provider): string => {
  const endpoint = server.end_session_endpoint
  if (endpoint === undefined) return "/"
  const url = new URL(endpoint)
  url.searchParams.set("client_id", clientId)
  url.searchParams.set("post_logout_redirect_uri", returnAddress())
  return url.href
}

/**
 * Signs the person out: revokes the refresh token, forgets drafts, runs and keys of jobs in every tab of this browser, and ends the
 * provider's session. Where the provider does not answer, the person is signed out of this browser all the same, and told so.
 */
export const signOut = async (): Promise<void> => {
  const session = readSession()
  // The other tabs begin at once: nobody waits for the provider with programs on the screen.
  forgetBrowser()
  if (session === undefined) return leaveTo("/")
  const isRevoked = await revoke(session.provider, session.refreshToken).then(
    () => true,
    () => false
  )
  leaveTo(isRevoked ? endOfSession(session.provider) : signedOutHere)
}
