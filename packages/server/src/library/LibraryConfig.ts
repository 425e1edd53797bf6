import type { LibraryLimits } from "@glissade/core/Snippets"
import { defaultLimits } from "@glissade/core/Snippets"
import { defaultDataFolder } from "@glissade/storage/DataFolder"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/** What a server keeps, and where. */
export interface LibrarySettings {
  /** A PostgreSQL from version 15 on; without it the server starts one of its own. */
  readonly databaseUrl: Redacted.Redacted | undefined
  /** Where its own PostgreSQL keeps its data. */
  readonly dataFolder: string
  /** Whether runs are kept. */
  readonly isHistoryOn: boolean
  /** What one person may keep. */
  readonly limits: Pick<LibraryLimits, "snippets" | "bytes">
}

export class LibraryConfig extends Context.Service<LibraryConfig, LibrarySettings>()(
  "@glissade/server/LibraryConfig"
) {}

const databaseUrl = Config.schema(
  Schema.Redacted(
    Schema.String.check(
      Schema.isPattern(/^postgres(?:ql)?:\/\/./, {
        expected: "an address such as postgres://user:password@host/database"
      })
    )
  ),
  "DATABASE_URL"
).pipe(Config.withDefault(undefined))

const history = Config.schema(Schema.Literals(["on", "off"]), "HISTORY").pipe(Config.withDefault("on" as const))

const amount = (name: string, maximum: number, value: number) =>
  Config.schema(Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum })), name).pipe(
    Config.withDefault(value)
  )

/** The settings from the environment; docs/settings.md lists them. */
export const layerFromEnvironment = Layer.effect(
  LibraryConfig,
  Effect.gen(function* () {
    const settings = yield* Config.all({
      databaseUrl,
      dataFolder: Config.String("DATA_DIR").pipe(Config.withDefault(undefined)),
      history,
      snippets: amount("SNIPPETS", 1_000_000, defaultLimits.snippets),
      // The sum of a person's programs is counted as an integer of PostgreSQL.
      bytes: amount("LIBRARY_BYTES", 2 ** 30, defaultLimits.bytes),
      home: Config.String("HOME").pipe(Config.withDefault(undefined)),
      dataHome: Config.String("XDG_DATA_HOME").pipe(Config.withDefault(undefined))
    })
    return {
      databaseUrl: settings.databaseUrl,
      dataFolder: settings.dataFolder ?? defaultDataFolder({ HOME: settings.home, XDG_DATA_HOME: settings.dataHome }),
      isHistoryOn: settings.history === "on",
      limits: { snippets: settings.snippets, bytes: settings.bytes }
    }
  })
)
