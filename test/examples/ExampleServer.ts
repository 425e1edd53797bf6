import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import * as Server from "@glissade/server/Server"
import type { ServerSettings } from "@glissade/server/ServerConfig"
import { defaults, ServerConfig } from "@glissade/server/ServerConfig"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"

/** The server that examples ask, with Python, on a free port. */
export class ExampleServer extends Context.Service<ExampleServer, { readonly url: string }>()(
  "glissade/test/ExampleServer"
) {}

export const layerServer = (settings: Partial<ServerSettings> = {}) =>
  Layer.effect(
    ExampleServer,
    Effect.map(HttpServer.HttpServer, ({ address }) => {
      const port = "port" in address ? address.port : 0
      return { url: `http://127.0.0.1:${port}` }
    })
  ).pipe(
    Layer.provide(Server.layer),
    Layer.provide(EngineSandbox.layer({ engines: ["@glissade/engine-python"] })),
    Layer.provide(Layer.succeed(ServerConfig, { ...defaults, port: 0, ...settings }))
  )
