import { CurrentUser } from "@glissade/core/CurrentUser"
import * as Effect from "effect/Effect"
import { unauthorized } from "../Problems.ts"
import { knownUser } from "../library/Person.ts"
import { AccountSettings } from "./AccountSettings.ts"
import { AdministratorsOnly, KeyNotEnough, noAccounts } from "./AccountsProblems.ts"

/** Fails where nobody signs in. */
export const whereAccountsAre = Effect.flatMap(AccountSettings, ({ mode }) =>
  mode === "local" ? Effect.fail(noAccounts()) : Effect.void
)

/** Whoever calls, unless by an API key: who finds a key must not get more than what it is for. */
export const signedInUser = Effect.gen(function* () {
  const { id, scopes } = yield* CurrentUser
  if (id === undefined) return yield* unauthorized("missing")
  if (scopes !== undefined) {
    return yield* new KeyNotEnough({ detail: "no key may do this: sign in", error: "sign_in_required" })
  }
  return yield* knownUser
})

/** The same of somebody with an account. */
export const member = Effect.andThen(whereAccountsAre, signedInUser)

/** Whoever calls, if they administer the server. */
export const administrator = Effect.gen(function* () {
  yield* whereAccountsAre
  const { id, isAdministrator } = yield* CurrentUser
  if (id === undefined) return yield* unauthorized("missing")
  if (isAdministrator !== true) {
    return yield* new AdministratorsOnly({
      detail: "only administrators of this server may; no key makes its holder one",
      error: "administrators_only"
    })
  }
  return yield* knownUser
})
