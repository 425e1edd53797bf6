import { forgetStored, readStored, writeStored } from "../state/Stored.ts"
import type { Provider } from "./Provider.ts"

/** What a tab stores of a session, so that it outlives a reload. The access token is not in it. */
export interface StoredSession {
  /** Which sign-in it comes from. Tabs that have the same one share its refresh token. */
  readonly family: string
  /** How often it was renewed: each renewal makes the refresh token before useless. */
  readonly generation: number
  readonly refreshToken: string
  readonly provider: Provider
  /** What the person is called; empty if the provider did not say. */
  readonly name: string
}

const session = "session"
const generation = "generation"
const hint = "signed-in"

/** Storage can contain anything. */
export const toSession = (value: unknown): StoredSession | undefined => {
  const { family, generation, name, provider, refreshToken } = (value ?? {}) as Partial<StoredSession>
  const isWhole =
    typeof family === "string" &&
    Number.isInteger(generation) &&
    typeof refreshToken === "string" &&
    typeof name === "string" &&
    typeof provider?.clientId === "string" &&
    typeof provider.server?.issuer === "string"
  return isWhole ? (value as StoredSession) : undefined
}

/** This tab's session; `undefined` if nobody has signed in here. */
export const readSession = (): StoredSession | undefined => toSession(readStored("tab", session))

/** Sessions whose generation is remembered: somebody else may have signed in beside. */
const maximumFamilies = 8

const generations = (): Readonly<Record<string, unknown>> =>
  (readStored("browser", generation) as Record<string, unknown> | null) ?? {}

/** Stores a session for this tab, and for the others how far it is. Returns whether the browser keeps it. */
export const writeSession = (stored: StoredSession): boolean => {
  const { [stored.family]: _, ...others } = generations()
  const kept = Object.entries(others).slice(1 - maximumFamilies)
  writeStored("browser", hint, true)
  writeStored("browser", generation, Object.fromEntries([...kept, [stored.family, stored.generation]]))
  return writeStored("tab", session, stored)
}

/** Whether another tab has renewed the session since this one has. */
export const isRenewedElsewhere = (own: StoredSession): boolean => Number(generations()[own.family]) > own.generation

/** Whether a tab of this browser may have a session. */
export const isAnyTabSignedIn = (): boolean => readStored("browser", hint) !== null

export const forgetHint = (): void => forgetStored("browser", hint)

/** The session of this tab is over. */
export const forgetSession = (): void => {
  forgetStored("tab", session)
  forgetHint()
}
