import * as oauth from "oauth4webapi"
import { call, CallFailed } from "../library/Calls.ts"
import { tell } from "../state/Notice.ts"
import { writeStored } from "../state/Stored.ts"
import type { Provider, SignInSettings } from "./Provider.ts"
import { discover, returnAddress } from "./Provider.ts"
import { joinAnotherTab } from "./Session.ts"

/** What the return page needs to finish a sign-in that this tab has begun. */
export interface BegunSignIn {
  readonly provider: Provider
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  /** Where the person was: a path of this page, with what follows it. */
  readonly from: string
}

const addressOf = (settings: SignInSettings, { server }: Provider, begun: BegunSignIn, challenge: string): string => {
  const endpoint = server.authorization_endpoint
  if (endpoint === undefined) throw new Error("the provider does not say where people sign in")
  const url = new URL(endpoint)
  const parameters = {
    audience: settings.audience,
    ...settings.parameters,
    response_type: "code",
    client_id: settings.client_id,
    redirect_uri: returnAddress(),
    scope: settings.scope,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: challenge,
    code_challenge_method: "S256"
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

const leaveForProvider = async (): Promise<void> => {
  const settings = await call<SignInSettings>("GET", "/sign-in")
  const provider = await discover(settings)
  const verifier = oauth.generateRandomCodeVerifier()
  const from = location.pathname + location.hash
  const begun: BegunSignIn = {
    provider,
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier,
    from
  }
  const address = addressOf(settings, provider, begun, await oauth.calculatePKCECodeChallenge(verifier))
  if (!writeStored("tab", "sign-in", begun)) throw new CallFailed("this browser stores nothing for the way back")
  location.assign(address)
}

let isLeaving = false

/** Signs the person in: with the session of another tab, or else at the provider, from where they come back to what they have typed. */
export const signIn = async (): Promise<void> => {
  if (isLeaving) return
  if (!isSecureContext) return tell("Signing in needs https: ask whoever runs this server for such an address.")
  isLeaving = true
  try {
    if ((await joinAnotherTab()) !== undefined) return location.reload()
    await leaveForProvider()
  } catch (error) {
    const why = error instanceof CallFailed ? error.message : "the provider does not answer as it should"
    tell(`You cannot sign in now: ${why}. Try again in a moment.`)
  } finally {
    isLeaving = false
  }
}

// Whoever comes back from the provider by the browser's own button may find the page as they left it.
addEventListener("pageshow", () => (isLeaving = false))
