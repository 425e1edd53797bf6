import * as Routes from "@glissade/api/Routes"
import { Runtimes } from "@glissade/core/Admission"
import { layerMemory } from "@glissade/core/Sandbox"
import { result, runtimes } from "@glissade/testing/Fixtures"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

/** A program whose run is a defect of the host. */
export const broken = "a program that nobody may see"

const sandbox = layerMemory(runtimes, ({ code }) =>
  code === broken
    ? Stream.die(new Error(code))
    : Stream.make({ type: "started" } as const, { type: "finished", result: result(code) } as const)
)

const routes = Routes.layerWithoutQueue.pipe(
  Layer.provide([sandbox, Layer.succeed(Runtimes, runtimes), HttpServer.layerServices])
)

/** The routes that run programs as a function of requests, as a Lambda function has them; every program prints itself. */
export class WebHandler extends Context.Service<WebHandler, (request: Request) => Promise<Response>>()(
  "@glissade/test-kit/WebHandler"
) {
  static readonly layer = Layer.effect(
    WebHandler,
    Effect.acquireRelease(
      Effect.sync(() => HttpRouter.toWebHandler(routes, { disableLogger: true })),
      ({ dispose }) => Effect.promise(dispose)
    ).pipe(
      Effect.map(
        ({ handler }) =>
          (request: Request) =>
            handler(request, Context.empty() as never)
      )
    )
  )
}

/** A body for `POST /execute`. */
export const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Request =>
  new Request("http://localhost/execute", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body
  })
