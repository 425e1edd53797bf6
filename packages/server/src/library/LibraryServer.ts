import { AccountSettings } from "@glissade/api/AccountSettings"
import { Features } from "@glissade/api/Features"
import * as RunQuotas from "@glissade/accounts/RunQuotas"
import * as LibraryRoutes from "@glissade/api/LibraryRoutes"
import type { RunLimits } from "@glissade/core/RunQuotas"
import { accountFeature } from "@glissade/protocol/Account"
import { historyFeature, libraryFeature } from "@glissade/protocol/Runtime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { serving } from "../Server.ts"
import * as Housekeeping from "./Housekeeping.ts"
import { layerFromEnvironment, LibraryConfig } from "./LibraryConfig.ts"
import * as LaterStorage from "./LaterStorage.ts"
import * as LocalPerson from "./LocalPerson.ts"
import type * as Storage from "./Storage.ts"

const features = Layer.effect(
  Features,
  Effect.map(LibraryConfig, ({ isHistoryOn }) => [
    libraryFeature,
    ...(isHistoryOn ? [historyFeature] : []),
    accountFeature
  ])
)

const settings = Layer.effect(
  AccountSettings,
  Effect.map(LibraryConfig, ({ limits }) => ({ mode: "local", signIn: undefined, ...limits }) as const)
)

const unlimited: RunLimits = {
  runsPerMinute: Infinity,
  runsPerDay: Infinity,
  runsAtOnce: Infinity,
  processorSecondsPerDay: Infinity
}

/** Nothing is refused to the one person: their runs are counted for them to see. */
const counted = RunQuotas.layerWithUsage({
  limits: { anonymous: unlimited, user: unlimited, administrator: unlimited }
})

/** The service with the library of the one person who uses it, over a storage that knows them and settings. */
export const layerOver = <A, E, R>(storage: Layer.Layer<A | Storage.Kept, E, R>) =>
  serving(Layer.provideMerge(LibraryRoutes.layer, LocalPerson.layer)).pipe(
    Layer.merge(Housekeeping.layer),
    Layer.provide([LibraryRoutes.layerServed, features, settings]),
    Layer.provideMerge(counted),
    Layer.provideMerge(storage)
  )

/** The service with the library of the one person who uses it. */
export const layerLocal = (cacheFolder: string) =>
  layerOver(LaterStorage.layer(cacheFolder, [LocalPerson.localPerson])).pipe(Layer.provide(layerFromEnvironment))
