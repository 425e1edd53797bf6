import { assert, describe, it } from "@effect/vitest"
import type { ServerSettings } from "@glissade/server/ServerConfig"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { once } from "node:events"
import { createServer } from "node:net"
import { ask, problemType } from "./Ask.ts"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"

const token = "0123456789abcdef"

const metrics = Effect.fnUntraced(function* (port: number, authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization }
  return yield* Effect.promise(() => ask(port, { path: "/metrics", headers }))
})

const withServer = <A>(settings: Partial<ServerSettings>, then: (port: number) => Effect.Effect<A>) =>
  Effect.flatMap(TestServer, ({ port }) => then(port)).pipe(Effect.provide(layerServer(echo, settings)), Effect.scoped)

const freePort = Effect.promise(async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === "object" ? address!.port : 0
})

describe("the metrics", () => {
  it.live("are open on this machine", () =>
    withServer({}, (port) =>
      Effect.gen(function* () {
        const answer = yield* metrics(port)
        assert.strictEqual(answer.status, 200)
        assert.include(answer.text, "glissade_queue_depth")
      })
    )
  )

  it.live("are closed beyond it", () =>
    withServer({ host: "0.0.0.0" }, (port) =>
      Effect.gen(function* () {
        const answer = yield* metrics(port)
        assert.strictEqual(answer.status, 403)
        assert.strictEqual(problemType(answer), "metrics-closed")
        assert.include(answer.text, "METRICS_TOKEN")
      })
    )
  )

  for (const host of ["0.0.0.0", "127.0.0.1"]) {
    it.live(`are for whoever has the token on ${host}, where there is one`, () =>
      withServer({ host, metricsToken: Redacted.make(token) }, (port) =>
        Effect.gen(function* () {
          assert.strictEqual((yield* metrics(port, `Bearer ${token}`)).status, 200)
          for (const wrong of [
            undefined,
            "",
            token,
            `Bearer ${token}0`,
            `Bearer ${token.slice(1)}`,
            `Basic ${token}`
          ]) {
            const answer = yield* metrics(port, wrong)
            assert.strictEqual(answer.status, 401, wrong)
            assert.strictEqual(answer.headers["www-authenticate"], "Bearer")
            assert.notInclude(answer.text, token)
          }
        })
      )
    )
  }

  it.live("are on their own port alone, where they have one", () =>
    Effect.gen(function* () {
      const metricsPort = yield* freePort
      yield* withServer({ host: "0.0.0.0", metricsPort }, (port) =>
        Effect.gen(function* () {
          assert.strictEqual((yield* metrics(metricsPort)).status, 200)
          assert.strictEqual((yield* metrics(port)).status, 404)
          const other = yield* Effect.promise(() => ask(metricsPort, { path: "/runtimes" }))
          assert.strictEqual(other.status, 404)
        })
      )
    })
  )
})
