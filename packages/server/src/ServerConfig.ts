import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"
import { defaultLimits } from "@glissade/core/Backlog"
import { isWebOrigin } from "./Origin.ts"
import { isNetwork } from "./CallerAddress.ts"

/** Settings of the embedded server. */
export interface ServerSettings {
  readonly port: number
  /** Address to listen on; only this machine by default. */
  readonly host: string
  /** Origins besides the server's own whose pages may use it. */
  readonly allowedOrigins: ReadonlyArray<string>
  /** Host names besides this machine's own that the server accepts, with or without a port. */
  readonly allowedHosts: ReadonlyArray<string>
  readonly maximumConnections: number
  /** Addresses and networks of proxies whose `X-Forwarded-For` is trusted. */
  readonly trustedProxies: ReadonlyArray<string>
  /** The share of connections and of the queue's bytes that one address may have, up to 1. */
  readonly addressShare: number
  /** Bytes of programs that may wait for interpreters: in all, and for one connection. */
  readonly queueBytes: number
  readonly connectionQueueBytes: number
  /** The bearer token that `/metrics` asks for. */
  readonly metricsToken: Redacted.Redacted | undefined
  /** A port for the metrics alone. */
  readonly metricsPort: number | undefined
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
  allowedHosts: [],
  maximumConnections: 2_000,
  trustedProxies: [],
  addressShare: 0.5,
  queueBytes: defaultLimits.maximumBytes,
  connectionQueueBytes: defaultLimits.maximumBytesPerConnection,
  metricsToken: undefined,
  metricsPort: undefined,
  pageFolder: undefined,
  drainTimeoutMs: 75_000,
  idleTimeoutMs: 600_000
}

const listed = (text: string): ReadonlyArray<string> =>
  text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")

/** Texts with commas between them. */
export const List = Schema.String.pipe(
  Schema.decodeTo(Schema.Array(Schema.String), {
    decode: SchemaGetter.transform(listed),
    encode: SchemaGetter.transform((entries) => entries.join(","))
  })
)

const every = (isRight: (entry: string) => boolean, says: string) =>
  Schema.makeFilter((entries: ReadonlyArray<string>) => {
    const wrong = entries.find((entry) => !isRight(entry))
    return wrong === undefined ? undefined : `${says}, not ${JSON.stringify(wrong)}`
  })

/** Origins of pages. */
export const Origins = List.check(
  every(isWebOrigin, "must be origins such as https://docs.example.org, with nothing after the host")
)

const Hosts = List.check(
  every((entry) => isWebOrigin(`http://${entry}`), "must be names such as glissade.example.org, in lower case")
)

const Networks = List.check(every(isNetwork, "must be addresses or networks such as 10.0.0.0/8"))

/** A token that can be guessed protects nothing. */
const minimumTokenLength = 16

const bounded = (minimum: number, maximum: number) =>
  Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum, maximum }))

/** The settings from the environment; docs/settings.md lists them. */
export const layerFromEnvironment = (pageFolder: string | undefined) =>
  Layer.effect(
    ServerConfig,
    Effect.gen(function* () {
      const settings = yield* Config.all({
        port: Config.schema(bounded(0, 65_535), "PORT").pipe(Config.withDefault(defaults.port)),
        host: Config.String("HOST").pipe(Config.withDefault(defaults.host)),
        allowedOrigins: Config.schema(Origins, "ALLOWED_ORIGINS").pipe(Config.withDefault(defaults.allowedOrigins)),
        allowedHosts: Config.schema(Hosts, "ALLOWED_HOSTS").pipe(Config.withDefault(defaults.allowedHosts)),
        metricsToken: Config.schema(Schema.String.check(Schema.isMinLength(minimumTokenLength)), "METRICS_TOKEN").pipe(
          Config.map(Redacted.make),
          Config.withDefault(undefined)
        ),
        metricsPort: Config.schema(bounded(1, 65_535), "METRICS_PORT").pipe(Config.withDefault(undefined)),
        trustedProxies: Config.schema(Networks, "TRUSTED_PROXIES").pipe(Config.withDefault(defaults.trustedProxies)),
        addressShare: Config.schema(
          Schema.NumberFromString.check(Schema.isFinite(), Schema.isBetween({ minimum: 0.01, maximum: 1 })),
          "ADDRESS_SHARE"
        ).pipe(Config.withDefault(defaults.addressShare)),
        queueBytes: Config.schema(bounded(1_048_576, 2 ** 40), "QUEUE_BYTES").pipe(
          Config.withDefault(defaults.queueBytes)
        ),
        connectionQueueBytes: Config.schema(bounded(262_144, 2 ** 40), "CONNECTION_QUEUE_BYTES").pipe(
          Config.withDefault(defaults.connectionQueueBytes)
        ),
        maximumConnections: Config.schema(bounded(1, 100_000), "MAX_CONNECTIONS").pipe(
          Config.withDefault(defaults.maximumConnections)
        )
      })
      return { ...defaults, ...settings, pageFolder }
    })
  )
