import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"

/** Settings of the embedded server. */
export interface ServerSettings {
  readonly port: number
  /** Address to listen on; only this machine by default. */
  readonly host: string
  /** Origins besides the server's own whose pages may use it. */
  readonly allowedOrigins: ReadonlyArray<string>
  readonly maximumConnections: number
  /** Folder with the built page, or none to serve no page. */
  readonly pageFolder: string | undefined
  /** How long a shutdown waits for jobs that were accepted, in milliseconds. */
  readonly drainTimeoutMs: number
  /** How long a connection may send nothing, in milliseconds; API Gateway closes after ten minutes too. */
  readonly idleTimeoutMs: number
}

export class ServerConfig extends Context.Service<ServerConfig, ServerSettings>()("@glissade/server/ServerConfig") {}

export const defaults: ServerSettings = {
  port: 8787,
  host: "127.0.0.1",
  allowedOrigins: [],
  maximumConnections: 2_000,
  pageFolder: undefined,
  drainTimeoutMs: 75_000,
  idleTimeoutMs: 600_000
}

const origins = (text: string): ReadonlyArray<string> =>
  text
    .split(",")
    .map((origin) => origin.trim())
    .filter((origin) => origin !== "")

const bounded = (minimum: number, maximum: number) =>
  Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum, maximum }))

/** `PORT`, `HOST`, `ALLOWED_ORIGINS` (comma-separated) and `MAX_CONNECTIONS` from the environment. */
export const layerFromEnvironment = (pageFolder: string | undefined) =>
  Layer.effect(
    ServerConfig,
    Effect.gen(function* () {
      const settings = yield* Config.all({
        port: Config.schema(bounded(0, 65_535), "PORT").pipe(Config.withDefault(defaults.port)),
        host: Config.String("HOST").pipe(Config.withDefault(defaults.host)),
        allowedOrigins: Config.String("ALLOWED_ORIGINS").pipe(Config.map(origins), Config.withDefault([])),
        maximumConnections: Config.schema(bounded(1, 100_000), "MAX_CONNECTIONS").pipe(
          Config.withDefault(defaults.maximumConnections)
        )
      })
      return { ...defaults, ...settings, pageFolder }
    })
  )
