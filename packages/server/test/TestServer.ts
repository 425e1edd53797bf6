import { Sandbox } from "@glissade/core/Sandbox"
import type { SandboxUnavailable } from "@glissade/core/Sandbox"
import { defaults, ServerConfig } from "@glissade/server/ServerConfig"
import type { ServerSettings } from "@glissade/server/ServerConfig"
import * as Server from "@glissade/server/Server"
import type { Shutdown } from "@glissade/server/Shutdown"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"

/** Where a server of the test listens. */
export class TestServer extends Context.Service<TestServer, { readonly url: string; readonly webSocketUrl: string }>()(
  "@glissade/server/test/TestServer"
) {}

const address = Layer.effect(
  TestServer,
  Effect.map(HttpServer.HttpServer, (server) => {
    const port = "port" in server.address ? server.address.port : 0
    return { url: `http://127.0.0.1:${port}`, webSocketUrl: `ws://127.0.0.1:${port}/ws` }
  })
)

/** A server on a free port over the sandbox given. */
export const layerServer = <E>(
  sandbox: Layer.Layer<Sandbox, E>,
  settings: Partial<ServerSettings> = {}
): Layer.Layer<TestServer | Shutdown, E | SandboxUnavailable | HttpServerFault> =>
  address.pipe(
    Layer.provideMerge(Server.layer),
    Layer.provide([sandbox, Layer.succeed(ServerConfig, { ...defaults, port: 0, ...settings })])
  ) as never

type HttpServerFault = import("effect/http/HttpServerError").ServeError
