import { defaultLimits } from "@glissade/core/Snippets"
import { LibraryConfig } from "@glissade/server/LibraryConfig"
import * as LibraryServer from "@glissade/server/LibraryServer"
import { localPerson } from "@glissade/server/LocalPerson"
import type { ServerSettings } from "@glissade/server/ServerConfig"
import { defaults, ServerConfig } from "@glissade/server/ServerConfig"
import * as Storage from "@glissade/server/Storage"
import * as Database from "@glissade/storage/Database"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { debianPostgres } from "./DebianPostgres.ts"
import { address, echo } from "./TestServer.ts"

const database = Database.layer(
  Effect.map(debianPostgres, (settings) => ({ settings, lost: Effect.never })),
  { people: [localPerson] }
)

/** A server of `AUTH=local`, on Debian's PostgreSQL. Its programs print their own source. */
export const layerLocalServer = (settings: Partial<ServerSettings> = {}) =>
  address.pipe(
    Layer.provideMerge(LibraryServer.layerOver(Storage.layerOver(database))),
    Layer.provide([
      echo,
      Layer.succeed(LibraryConfig, {
        databaseUrl: undefined,
        dataFolder: "",
        isHistoryOn: true,
        limits: defaultLimits
      }),
      Layer.succeed(ServerConfig, { ...defaults, port: 0, ...settings })
    ])
  )
