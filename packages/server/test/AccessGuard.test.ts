import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { once } from "node:events"
import { connect } from "node:net"
import type { Asked } from "./Ask.ts"
import { asked, problemType, upgrade } from "./Ask.ts"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"

const run: Asked = {
  method: "POST",
  path: "/execute",
  body: '{"code":"hello"}',
  headers: { "content-type": "application/json" }
}

layer(layerServer(echo, { allowedOrigins: ["https://docs.example"] }), { excludeTestServices: true })(
  "a server of this machine alone",
  (it) => {
    const rebound = { host: "evil.example:8787", origin: "http://evil.example:8787", "sec-fetch-site": "same-origin" }

    for (const [what, request] of [
      ["a program", { ...run, headers: { ...run.headers, ...rebound } }],
      ["its metrics", { path: "/metrics", headers: rebound }],
      ["its languages", { path: "/runtimes", headers: rebound }],
      ["what is not there", { path: "/nowhere", headers: rebound }],
      ["a WebSocket", upgrade("/ws", rebound)]
    ] as const) {
      it.effect(`refuses ${what} to a page whose name was pointed at it`, () =>
        Effect.gen(function* () {
          const answer = yield* asked(request)
          assert.strictEqual(answer.status, 421)
          assert.strictEqual(problemType(answer), "wrong-host")
        })
      )
    }

    it.effect("takes no request with two names", () =>
      Effect.gen(function* () {
        const { port } = yield* TestServer
        const answer = yield* Effect.promise(async () => {
          const socket = connect(port, "127.0.0.1")
          socket.write(`GET /runtimes HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`)
          return String(((await once(socket, "data")) as [Buffer])[0])
        })
        assert.match(answer, /^HTTP\/1\.1 400 /)
      })
    )

    it.effect("tells whether it is up under any name", () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* asked({ path: "/health", headers: { host: "anything.example" } })).status, 200)
        assert.strictEqual((yield* asked({ path: "/healthy", headers: { host: "anything.example" } })).status, 421)
      })
    )

    it.effect("takes nothing that changes something from another site, whatever the method", () =>
      Effect.gen(function* () {
        for (const method of ["POST", "DELETE", "PUT", "PATCH"]) {
          const answer = yield* asked({ ...run, method, headers: { ...run.headers, "sec-fetch-site": "cross-site" } })
          assert.strictEqual(answer.status, 403, method)
          assert.strictEqual(problemType(answer), "origin-not-allowed")
          // No Origin was sent, so that there is none to complain of.
          assert.include(answer.text, "comes from a page of another site")
        }
        assert.strictEqual((yield* asked(upgrade("/ws", { "sec-fetch-site": "same-site" }))).status, 403)
        assert.strictEqual(
          (yield* asked({ path: "/runtimes", headers: { "sec-fetch-site": "cross-site" } })).status,
          200
        )
      })
    )

    it.effect("takes an allowed page, and lets it read the answers", () =>
      Effect.gen(function* () {
        const page = { origin: "https://docs.example", "sec-fetch-site": "cross-site" }
        const answer = yield* asked({ ...run, headers: { ...run.headers, ...page } })
        assert.strictEqual(answer.status, 200)
        const large = yield* asked({ ...run, body: " ".repeat(1024 * 1024 + 1), headers: { ...run.headers, ...page } })
        assert.strictEqual(large.status, 413)
        for (const { headers } of [answer, large]) {
          assert.strictEqual(headers["access-control-allow-origin"], "https://docs.example")
        }
      })
    )

    it.effect("lets no browser guess the type of an answer", () =>
      Effect.gen(function* () {
        for (const request of [
          run,
          { ...run, body: "{" },
          { path: "/health" },
          { path: "/metrics" },
          { path: "/docs" },
          { path: "/openapi.json" },
          { path: "/nowhere" },
          { path: "/runtimes", headers: rebound },
          { ...run, headers: { origin: "https://evil.example" } },
          { path: "/ws" }
        ]) {
          const answer = yield* asked(request)
          assert.strictEqual(answer.headers["x-content-type-options"], "nosniff", JSON.stringify(request))
        }
      })
    )
  }
)

layer(layerServer(echo, { host: "0.0.0.0", allowedHosts: ["glissade.example"] }), { excludeTestServices: true })(
  "a server for others",
  (it) => {
    it.effect("answers to the names that it was told", () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* asked({ path: "/runtimes", headers: { host: "glissade.example" } })).status, 200)
        assert.strictEqual((yield* asked({ path: "/runtimes", headers: { host: "evil.example" } })).status, 421)
      })
    )
  }
)
