import { RealProvider } from "@glissade/test-kit/OidcProvider"
import { layerSignInServer } from "@glissade/test-kit/SignInServer"
import * as Effect from "effect/Effect"
import { fileURLToPath } from "node:url"
import type { SignInPlace } from "./Story.ts"
import type { Concerns } from "./Telling.ts"
import { account } from "./stories/Account.ts"
import { returning } from "./stories/Returning.ts"
import { sessions } from "./stories/Sessions.ts"
import { signingIn } from "./stories/SigningIn.ts"
import { signingOut } from "./stories/SigningOut.ts"

const pageFolder = fileURLToPath(new URL("../dist", import.meta.url))

const concerns: Concerns<SignInPlace> = [
  ["signing in", signingIn],
  ["coming back from the provider", returning],
  ["a session in several tabs", sessions],
  ["signing out", signingOut],
  ["the account", account]
]

/** Whoever signs in at a provider. */
export const signsIn = {
  name: "a person who signs in",
  concerns,
  server: layerSignInServer(pageFolder),
  place: Effect.map(RealProvider, (provider) => ({ provider })),
  // Whoever is not known yet is refused, and browsers write that down.
  complains: /401|Unauthorized|HTTP Authentication failed/,
  leaves: true
}
