import type { Environment } from "./Environment.ts"

/**
 * Says who a person is, to a server that asks: a value, or a function that gives one, which is asked before each connect and again after a
 * 401. `undefined` is no token.
 */
export type Token = string | (() => string | undefined | Promise<string | undefined>)

/** Gives the token that was given last, or a new one. */
export type HeldToken = (isNew?: boolean) => Promise<string | undefined>

/** How long a token may be waited for, in milliseconds. */
const timeoutMs = 10_000

/** Holds a token. One that cannot be had, or not in time, is none: the server says so with a 401. */
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
