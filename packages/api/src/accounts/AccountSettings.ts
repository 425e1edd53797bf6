import { defaultLimits } from "@glissade/core/Snippets"
import type { SignIn } from "@glissade/protocol/Account"
import * as Context from "effect/Context"

/** How this host knows people, as far as they are told. */
export interface AccountSettingsShape {
  /** `local`: one person at their own machine. `oidc`: people who sign in with a provider. */
  readonly mode: "local" | "oidc"
  /** What a page needs to sign somebody in; `undefined` where none can. */
  readonly signIn: SignIn | undefined
  /** How many programs one person may keep, and how many bytes of them. */
  readonly snippets: number
  readonly bytes: number
}

/** The settings of this host. */
export const AccountSettings = Context.Reference<AccountSettingsShape>("@glissade/api/AccountSettings", {
  defaultValue: () => ({
    mode: "local",
    signIn: undefined,
    snippets: defaultLimits.snippets,
    bytes: defaultLimits.bytes
  })
})
