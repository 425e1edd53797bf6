import type { Environment } from "./Environment.ts"

/**
 * The person's token, for a server that asks for one: a value, or a function that returns one. The function is called before each connect
 * and again after a 401 or 403. `undefined` is no token.
 */
export type Token = string | (() => string | undefined | Promise<string | undefined>)

/** Returns the last token, or a new one. */
export type HeldToken = (isNew?: boolean) => Promise<string | undefined>

/** How long to wait for a token, in milliseconds. */
const timeoutMs = 10_000

/** Caches a token. If none is available in time the request goes without one, and the server refuses it. */
export const holdToken = ({ setTimer }: Environment, token: Token): HeldToken => {
  let held: ReturnType<HeldToken> | undefined
  const ask = async () => (typeof token === "function" ? token() : token)
  const next: HeldToken = () =>
    new Promise((resolve) => {
      const none = () => resolve(undefined)
      ask().then(resolve, none).finally(setTimer(none, timeoutMs))
    })
  return (isNew) => (held = (!isNew && held) || next())
}
