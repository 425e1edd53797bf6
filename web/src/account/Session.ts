import type { TokenEndpointResponse } from "oauth4webapi"
import { isSignedIn } from "../state/Features.ts"
import { tell } from "../state/Notice.ts"
import { forgetStored, isSignOutMissed } from "../state/Stored.ts"
import { isTokenOver, refresh, revoke } from "./Provider.ts"
import type { HeldToken } from "./SessionChannel.ts"
import { openChannel } from "./SessionChannel.ts"
import type { StoredSession } from "./StoredSession.ts"
import {
  forgetHint,
  forgetSession,
  isAnyTabSignedIn,
  isRenewedElsewhere,
  readSession,
  writeSession
} from "./StoredSession.ts"

/** How long before its end an access token is renewed, in milliseconds: a request is under way for a while. */
const margin = 30_000

/** Where the provider does not say how long a token is good, in seconds. */
const unsaidLifetime = 300

interface Held extends HeldToken {
  readonly family: string
  /** By the clock of the day, which a sleeping machine goes on with, and by the page's, which nobody sets back. */
  readonly until: number
  readonly untilHere: number
}

let held: Held | undefined

/** The last ID token, by which some providers know whose session is ended. */
let idToken: string | undefined

export const idTokenOfSession = (): string | undefined => idToken

const hold = (family: string, { lifetimeMs, token }: HeldToken): void => {
  held = { family, token, lifetimeMs, until: Date.now() + lifetimeMs, untilHere: performance.now() + lifetimeMs }
}

const leftMs = ({ until, untilHere }: Held): number => Math.min(until - Date.now(), untilHere - performance.now())

/** The access token of a session, if it is at hand and good for a while. */
const heldFor = (session: StoredSession): Held | undefined =>
  held?.family === session.family && leftMs(held) > margin ? held : undefined

const ownForOthers = () => {
  const session = readSession()
  if (session === undefined || isSignOutMissed()) return undefined
  const good = heldFor(session)
  return { session, at: Date.now(), held: good && { token: good.token, lifetimeMs: leftMs(good) } }
}

/** How long other tabs are waited for, in milliseconds: they answer in a few, unless they are busy or frozen. */
const answerMs = 1_000

/** The same where one of them is known to have what is asked for. Without it the session of this tab is over. */
const knownAnswerMs = 5_000

let isJoining = false

const channel = openChannel(ownForOthers, (told) => {
  const own = readSession()
  const isNewer = own?.family === told.session.family && told.session.generation > own.generation
  if (!isNewer && !(own === undefined && isJoining)) return
  if (!writeSession(told.session)) return
  // It may have been told long ago, to a tab that was asleep.
  const late = Math.max(0, Date.now() - told.at)
  if (told.held !== undefined) hold(told.session.family, { ...told.held, lifetimeMs: told.held.lifetimeMs - late })
  isSignedIn.value = true
})

/** Takes part in the session of another tab of this browser, if there is one. */
export const joinAnotherTab = async (): Promise<StoredSession | undefined> => {
  if (!isAnyTabSignedIn()) return undefined
  isJoining = true
  await channel.ask(() => readSession() !== undefined, answerMs)
  isJoining = false
  const joined = readSession()
  // The last tab of the session is gone: the next page need not ask.
  if (joined === undefined) forgetHint()
  return joined
}

const end = (): void => {
  forgetSession()
  held = undefined
  isSignedIn.value = false
  tell("Your session has ended. Sign in again; your program is kept.")
}

const isAnswered = (session: StoredSession) => () => {
  const own = readSession()
  return own !== undefined && own.generation > session.generation
}

const take = (session: StoredSession, answer: TokenEndpointResponse): string | undefined => {
  const { access_token: token, expires_in: seconds = unsaidLifetime, refresh_token: refreshToken } = answer
  if (isSignOutMissed()) {
    // Somebody has signed out meanwhile, who could only revoke the token before.
    if (refreshToken !== undefined) void revoke(session.provider, refreshToken).catch(() => {})
    return undefined
  }
  idToken = answer.id_token ?? idToken
  const next = {
    ...session,
    generation: session.generation + 1,
    refreshToken: refreshToken ?? session.refreshToken
  }
  writeSession(next)
  hold(session.family, { token, lifetimeMs: seconds * 1000 })
  const told = ownForOthers()
  if (told !== undefined) channel.tell(told)
  return token
}

/** Renews the session. Only one tab does so at a time: a refresh token that is used twice ends the session at most providers. */
const renewAlone = async (hadToWait: boolean): Promise<string | undefined> => {
  const known = readSession()
  if (known === undefined || isSignOutMissed()) return undefined
  if (isRenewedElsewhere(known)) await channel.ask(isAnswered(known), knownAnswerMs)
  // A lock comes faster than what its holder has stored and told.
  else if (hadToWait) await channel.ask(isAnswered(known), answerMs)
  const session = readSession() ?? known
  const good = heldFor(session)
  if (good !== undefined) return good.token
  // Its refresh token was used already: using it again would end the session of the tab that has the newer one.
  if (isRenewedElsewhere(session)) return void end()
  try {
    return take(session, await refresh(session.provider, session.refreshToken))
  } catch (error) {
    const now = readSession()
    if (now !== undefined && now.generation > session.generation) return heldFor(now)?.token
    if (!isTokenOver(error)) throw new Error("the provider that you signed in with does not answer", { cause: error })
    return void end()
  }
}

/** Longest wait for other tabs that renew the session, in milliseconds: one may be suspended in the middle of it. */
const patience = 12_000

/** Does something to the session that no other tab may do at the same time. */
export const inTurn = <A>(act: () => Promise<A>, ms: number): Promise<A> =>
  navigator.locks.request("glissade.session", { signal: AbortSignal.timeout(ms) }, act)

const isHeld = Symbol("another tab has the lock")

const renew = async (): Promise<string | undefined> => {
  const renewed = await navigator.locks.request("glissade.session", { ifAvailable: true }, (lock) =>
    lock === null ? isHeld : renewAlone(false)
  )
  if (renewed !== isHeld) return renewed
  return inTurn(() => renewAlone(true), patience).catch((error: unknown) => {
    if (error instanceof DOMException) throw new Error("another tab renews your session and does not finish")
    throw error
  })
}

let joining: Promise<unknown> | undefined
let renewing: Promise<string | undefined> | undefined

/**
 * The person's access token, renewed if need be; `undefined` if nobody is signed in. Rejects if the provider does not answer. It is kept in
 * this page's memory alone.
 */
export const accessToken = async (): Promise<string | undefined> => {
  if (readSession() === undefined) await (joining ??= joinAnotherTab())
  const session = readSession()
  if (session === undefined) {
    // What is stored may be of an older page.
    forgetStored("tab", "session")
    isSignedIn.value = false
    return undefined
  }
  return heldFor(session)?.token ?? (renewing ??= renew().finally(() => (renewing = undefined)))
}
