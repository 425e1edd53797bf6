import * as oauth from "oauth4webapi"
import { forgetStored, readStored, writeStored } from "../state/Stored.ts"
import { clearBrowser } from "./ForgetBrowser.ts"
import { exchange } from "./Provider.ts"
import type { BegunSignIn } from "./SignIn.ts"
import { writeSession } from "./StoredSession.ts"

const say = (text: string): void => {
  document.querySelector("p")!.textContent = text
  document.querySelector("a")!.hidden = false
}

const takeBegun = (): BegunSignIn | undefined => {
  const begun = readStored("tab", "sign-in") as Partial<BegunSignIn> | null
  // It is good once, so that an address that is opened again signs nobody in.
  forgetStored("tab", "sign-in")
  const isWhole = typeof begun?.state === "string" && begun.provider !== undefined && typeof begun.from === "string"
  return isWhole ? (begun as BegunSignIn) : undefined
}

/** The page of this origin that the person came from; never another origin. */
const backTo = (from: string): string => {
  if (!URL.canParse(from, location.origin)) return "/"
  const url = new URL(from, location.origin)
  return url.origin === location.origin ? url.href : "/"
}

/** Empty where the provider does not tell the page: the server may know it. */
const nameOf = ({ email, name, preferred_username: login }: oauth.IDToken): string =>
  [name, login, email].find((text): text is string => typeof text === "string") ?? ""

/** Tells people apart without keeping who they are. */
const printOf = async (issuer: string, subject: string): Promise<string> => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${issuer} ${subject}`))
  return Array.from(new Uint8Array(digest, 0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** What another person has left in this browser is not for this one. What is typed in the tab is theirs who sits there. */
const beginFor = (person: string): void => {
  const before = readStored("browser", "person")
  if (before !== null && before !== person) {
    clearBrowser()
    for (const name of ["open-runs", "run"]) forgetStored("tab", name)
  }
  writeStored("browser", "person", person)
}

const finish = async (begun: BegunSignIn, address: URL): Promise<void> => {
  const answer = await exchange(begun.provider, begun, address)
  const { refresh_token: refreshToken } = answer
  if (refreshToken === undefined) {
    return say(
      "The provider gave no refresh token, without which the page forgets you at once. Ask whoever runs this server to allow it."
    )
  }
  const claims = oauth.getValidatedIdTokenClaims(answer)!
  beginFor(await printOf(claims.iss, claims.sub))
  const name = nameOf(claims)
  const session = { family: crypto.randomUUID(), generation: 0, refreshToken, provider: begun.provider, name }
  if (!writeSession(session)) return say("This browser stores nothing, so you cannot stay signed in.")
  writeStored("tab", "returned", true)
  location.replace(backTo(begun.from))
}

const whyNot = (error: unknown): string => {
  if (error instanceof oauth.AuthorizationResponseError) {
    return error.error === "access_denied"
      ? "You did not sign in."
      : `The provider did not sign you in: ${error.error_description ?? error.error}.`
  }
  if (error instanceof oauth.ResponseBodyError) {
    return `The provider did not take what it had sent (${error.error}). Sign in again.`
  }
  return error instanceof TypeError
    ? "You are not signed in: the provider does not answer. Sign in again."
    : "You are not signed in: this is no answer to the sign-in that was begun here. Sign in again."
}

const begin = async (): Promise<void> => {
  const address = new URL(location.href)
  // The code stands in the address no longer than it must.
  history.replaceState(null, "", address.pathname)
  if (!address.searchParams.has("code") && !address.searchParams.has("error")) return location.replace("/")
  const begun = takeBegun()
  if (begun === undefined) return say("This sign-in was not begun in this tab, or is finished already.")
  document.querySelector("a")!.href = backTo(begun.from)
  await finish(begun, address)
}

begin().catch((error: unknown) => say(whyNot(error)))
