import * as JournalOfPeople from "@glissade/accounts/JournalOfPeople"
import * as KeyRing from "@glissade/accounts/KeyRing"
import * as OidcAuthenticator from "@glissade/accounts/OidcAuthenticator"
import * as RunQuotas from "@glissade/accounts/RunQuotas"
import * as Sightings from "@glissade/accounts/Sightings"
import * as Tickets from "@glissade/accounts/Tickets"
import { AccountSettings } from "@glissade/api/AccountSettings"
import { Features } from "@glissade/api/Features"
import * as LibraryRoutes from "@glissade/api/LibraryRoutes"
import * as BlockList from "@glissade/core/BlockList"
import { accountFeature, SignIn, signInFeature } from "@glissade/protocol/Account"
import { historyFeature, libraryFeature, socketTickets } from "@glissade/protocol/Runtime"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Housekeeping from "../library/Housekeeping.ts"
import { LibraryConfig, layerFromEnvironment as layerLibraryConfig } from "../library/LibraryConfig.ts"
import * as Storage from "../library/Storage.ts"
import { PageSources } from "../Page.ts"
import { serving } from "../Server.ts"
import { AccountsConfig, layerFromEnvironment } from "./AccountsConfig.ts"
import { hasClaim } from "./AdministratorClaim.ts"
import * as BlockWatch from "./BlockWatch.ts"

const features = Layer.effect(
  Features,
  Effect.gen(function* () {
    const { isHistoryOn } = yield* LibraryConfig
    const { clientId } = yield* AccountsConfig
    return [
      libraryFeature,
      ...(isHistoryOn ? [historyFeature] : []),
      accountFeature,
      socketTickets,
      ...(clientId === undefined ? [] : [signInFeature])
    ]
  })
)

const settings = Layer.effect(
  AccountSettings,
  Effect.gen(function* () {
    const { limits } = yield* LibraryConfig
    const { audience, clientId, issuer, parameters, scope } = yield* AccountsConfig
    return {
      mode: "oidc",
      signIn: clientId === undefined ? undefined : SignIn.make({ issuer, clientId, scope, audience, parameters }),
      snippets: limits.snippets,
      bytes: limits.bytes
    } as const
  })
)

/** The page asks the provider itself. */
const pageSources = Layer.effect(
  PageSources,
  Effect.map(AccountsConfig, ({ clientId, issuer, origins }) =>
    clientId === undefined ? [] : [...new Set([new URL(issuer).origin, ...origins])]
  )
)

const authenticator = Layer.unwrap(
  Effect.map(AccountsConfig, ({ administratorClaim, administrators, audience, isOpen, issuer }) =>
    OidcAuthenticator.layer({
      issuer,
      setting: "OIDC_ISSUER",
      audience,
      isOpen,
      isAdministrator: (claims) =>
        administrators.some((subject) => subject === claims["sub"]) ||
        (administratorClaim !== undefined && hasClaim(claims, administratorClaim))
    })
  )
)

const quotas = Layer.unwrap(Effect.map(AccountsConfig, ({ limits }) => RunQuotas.layerWithUsage({ limits })))

/** Who uses the service, over what is kept of them. */
const accounts = Layer.merge(authenticator, JournalOfPeople.layer).pipe(
  Layer.provideMerge(Layer.mergeAll(KeyRing.layer(), Sightings.layer(), quotas, Tickets.layer(), BlockWatch.layer)),
  Layer.provideMerge(BlockList.layerMemory)
)

/** The service with the libraries of people who sign in, over a storage and settings. */
export const layerOver = <A, E, R>(storage: Layer.Layer<A | Storage.Kept, E, R>) =>
  serving(LibraryRoutes.layer).pipe(
    Layer.merge(Housekeeping.layer),
    Layer.provide([LibraryRoutes.layerServed, features, settings, pageSources]),
    Layer.provideMerge(accounts),
    Layer.provideMerge(storage),
    Layer.provide(SecureRandom.layerWebCrypto)
  )

/** The service with the libraries of people who sign in with the provider of the settings. */
export const layerOidc = (cacheFolder: string) =>
  layerOver(Storage.layer(cacheFolder, [])).pipe(Layer.provide(layerLibraryConfig), Layer.provide(layerFromEnvironment))
