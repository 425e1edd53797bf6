import type { Sandbox, SandboxEvent, SandboxUnavailable } from "@glissade/core/Sandbox"
import { layerMemory } from "@glissade/core/Sandbox"
import type { ServerSettings } from "@glissade/server/ServerConfig"
import { defaults, ServerConfig } from "@glissade/server/ServerConfig"
import * as Server from "@glissade/server/Server"
import { result, runtimes } from "@glissade/testing/Fixtures"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

/** Where a server of the test listens. */
export class TestServer extends Context.Service<
  TestServer,
  { readonly url: string; readonly webSocketUrl: string; readonly port: number }
>()("@glissade/test-kit/TestServer") {}

/** Where the server listens. */
export const address = Layer.effect(
  TestServer,
  Effect.map(HttpServer.HttpServer, (server) => {
    const port = "port" in server.address ? server.address.port : 0
    return { port, url: `http://127.0.0.1:${port}`, webSocketUrl: `ws://127.0.0.1:${port}/ws` }
  })
)

/** A server on a free port over the sandbox given. */
export const layerServer = <E>(sandbox: Layer.Layer<Sandbox, E>, settings: Partial<ServerSettings> = {}) =>
  address.pipe(
    Layer.provideMerge(Server.layer),
    Layer.provide([sandbox, Layer.succeed(ServerConfig, { ...defaults, port: 0, ...settings })])
  )

type Events = Stream.Stream<SandboxEvent, SandboxUnavailable>

/** What {@link echo} does for special programs, by their code. */
export const behaviours: Record<string, (input?: Stream.Stream<string>) => Events> = {}

const echoed = (code: string): Events =>
  Stream.make<ReadonlyArray<SandboxEvent>>(
    { type: "started" },
    { type: "output", stream: "stdout", data: code },
    { type: "finished", result: result(code) }
  )

/** A sandbox whose programs print their own source. */
export const echo: Layer.Layer<Sandbox> = layerMemory(
  runtimes.map((runtime) => ({ ...runtime, interactiveInput: true })),
  ({ code }, input) => behaviours[code]?.(input) ?? echoed(code)
)
