import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { accountNames } from "../accounts/AccountSettingNames.ts"
import { isLoopback } from "../LoopbackHost.ts"
import type { ServerSettings } from "../ServerConfig.ts"
import { givenSettings, SettingFaults } from "../SettingFaults.ts"

/** Who uses a server: one person on their own machine, people who sign in with a provider, or anybody without anything being kept. */
export type AuthMode = "local" | "oidc" | "none"

/** Whether only people at this machine can reach the server, as far as it can know. */
const isOnlyHere = ({ allowedHosts, host, trustedProxies }: ServerSettings): boolean =>
  isLoopback(host) && allowedHosts.length === 0 && trustedProxies.length === 0

const mode = Config.schema(Schema.Literals(["local", "oidc", "none"]), "AUTH").pipe(Config.withDefault(undefined))

const notOnlyHere =
  "AUTH=local is for one person at this machine: it needs HOST on this machine, and neither ALLOWED_HOSTS nor TRUSTED_PROXIES"

/**
 * The mode that `AUTH` names. By default a server that only this machine reaches is one person's, and any other keeps nothing. What would be
 * without effect in it is refused: whoever set it believes that the server asks who people are.
 */
export const authMode = Effect.fnUntraced(function* (
  settings: ServerSettings
): Effect.fn.Return<AuthMode, Config.ConfigError | SettingFaults> {
  const named = yield* mode
  if (named === "oidc") return "oidc"
  const useless = yield* givenSettings(accountNames)
  const faults = [
    // Everybody who can reach the server would read and change the library.
    ...(named === "local" && !isOnlyHere(settings) ? [notOnlyHere] : []),
    ...useless.map((name) => `${name}: needs AUTH=oidc`)
  ]
  if (faults.length > 0) return yield* new SettingFaults({ faults })
  return named ?? (isOnlyHere(settings) ? "local" : "none")
})
