// A `BroadcastChannel` reaches pages of its own origin alone, and takes no target.
/* oxlint-disable unicorn/require-post-message-target-origin */
import type { StoredSession } from "./StoredSession.ts"
import { toSession } from "./StoredSession.ts"

/** An access token, which is never stored, and how long it is good. */
export interface HeldToken {
  readonly token: string
  /** In milliseconds, from the moment that it is told. */
  readonly lifetimeMs: number
}

/** A session as one tab tells another of it. */
export interface ToldSession {
  readonly session: StoredSession
  /** When it is told, in milliseconds since 1970. */
  readonly at: number
  readonly held: HeldToken | undefined
}

const toTold = (value: unknown): ToldSession | undefined => {
  const { at, held, session } = (value ?? {}) as Partial<ToldSession>
  const stored = toSession(session)
  if (stored === undefined || typeof at !== "number") return undefined
  const isHeld = typeof held?.token === "string" && Number.isFinite(held.lifetimeMs)
  return { session: stored, at, held: isHeld ? held : undefined }
}

/** The tabs of this browser that share a session. Only pages of this origin hear what is said. */
export const openChannel = (own: () => ToldSession | undefined, onTold: (told: ToldSession) => void) => {
  const channel = new BroadcastChannel("glissade.session")
  channel.addEventListener("message", ({ data }) => {
    if (data === "ask") {
      const told = own()
      if (told !== undefined) channel.postMessage(told)
      return
    }
    const told = toTold(data)
    if (told !== undefined) onTold(told)
  })
  return {
    tell: (told: ToldSession): void => channel.postMessage(told),
    /** Asks the other tabs, and resolves once one has told what is wanted, or nobody has in so many milliseconds. */
    ask: (isEnough: () => boolean, ms: number): Promise<void> =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer)
          channel.removeEventListener("message", look)
          resolve()
        }
        const look = () => isEnough() && end()
        const timer = setTimeout(end, ms)
        channel.addEventListener("message", look)
        channel.postMessage("ask")
      })
  }
}
