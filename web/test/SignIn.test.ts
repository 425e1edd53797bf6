import { assert, describe, layer } from "@effect/vitest"
import * as BrowserModule from "@glissade/test-kit/Browser"
import { RealProvider } from "@glissade/test-kit/OidcProvider"
import { layerSignInServer } from "@glissade/test-kit/SignInServer"
import { TestServer } from "@glissade/test-kit/TestServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { fileURLToPath } from "node:url"
import type { SignInPlace, Stories, Tell } from "./Story.ts"
import { account } from "./stories/Account.ts"
import { returning } from "./stories/Returning.ts"
import { sessions } from "./stories/Sessions.ts"
import { signingIn } from "./stories/SigningIn.ts"
import { signingOut } from "./stories/SigningOut.ts"

const pageFolder = fileURLToPath(new URL("../dist", import.meta.url))

const concerns: ReadonlyArray<readonly [name: string, stories: Stories<SignInPlace>]> = [
  ["signing in", signingIn],
  ["coming back from the provider", returning],
  ["a session in several tabs", sessions],
  ["signing out", signingOut],
  ["the account", account]
]

const suite = BrowserModule.executablePath === undefined ? describe.skip : describe

suite("a person who signs in", () => {
  layer(Layer.merge(layerSignInServer(pageFolder), BrowserModule.layer), {
    excludeTestServices: true,
    timeout: 60_000
  })((it) => {
    const tell: Tell<SignInPlace> = (title, story, options = {}) =>
      it.effect(
        title,
        () =>
          Effect.gen(function* () {
            const { url } = yield* TestServer
            const browser = yield* BrowserModule.Browser
            const provider = yield* RealProvider
            const { complaints, page } = yield* BrowserModule.openPage(options.context, (at) => at.startsWith(url))
            yield* Effect.promise(async () => {
              await options.prepare?.(page)
              if (options.opens !== true) await page.goto(url)
              await story(page, { url, browser, provider })
            })
            // Whoever is not known yet is refused, and browsers write that down.
            const { complains = /401|Unauthorized|HTTP Authentication failed/ } = options
            const isExpected = (text: string) => (typeof complains === "boolean" ? complains : complains.test(text))
            assert.deepStrictEqual(
              complaints.filter((text) => !isExpected(text)),
              []
            )
          }),
        90_000
      )
    for (const [name, stories] of concerns) describe(name, () => stories(tell))
  })
})
