import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { brotliCompressSync, gzipSync } from "node:zlib"
import { afterAll } from "vitest"
import { asked, problemType } from "./Ask.ts"
import { echo, layerServer } from "@glissade/test-kit/TestServer"

const folder = mkdtempSync(join(tmpdir(), "glissade-page-"))
afterAll(() => rmSync(folder, { recursive: true }))

const script = "console.log('hello')\n".repeat(100)

for (const [name, content] of Object.entries({
  "index.html": "<!doctype html>",
  "assets/index-abc.js": script,
  "assets/index-abc.js.br": brotliCompressSync(script),
  "assets/index-abc.js.gz": gzipSync(script),
  "assets/index-abc.js.map": "{}",
  "assets/PythonFormat-abc.js": script,
  "assets/ruff-abc.wasm": "\0asm",
  "embed/Client-OWUV5RKU.js": script,
  "embed/glissade-snippet.js": script
})) {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), content)
}

layer(layerServer(echo, { pageFolder: folder }), { excludeTestServices: true })("the page's files", (it) => {
  it.effect("are handed out as the build compressed them", () =>
    Effect.gen(function* () {
      const path = "/assets/index-abc.js"
      const plain = yield* asked({ path })
      assert.strictEqual(plain.text, script)
      assert.isUndefined(plain.headers["content-encoding"])
      const brotli = yield* asked({ path, headers: { "accept-encoding": "gzip, br" } })
      assert.strictEqual(brotli.headers["content-encoding"], "br")
      assert.strictEqual(Number(brotli.headers["content-length"]), brotliCompressSync(script).length)
      assert.strictEqual(brotli.headers["content-type"], "text/javascript; charset=utf-8")
      const again = yield* asked({
        path,
        headers: { "accept-encoding": "gzip, br", "if-none-match": String(brotli.headers.etag) }
      })
      assert.strictEqual(again.status, 304)
      const head = yield* asked({ method: "HEAD", path })
      assert.deepStrictEqual([head.status, head.text, head.headers.etag], [200, "", plain.headers.etag])
    })
  )

  it.effect("are kept for good where their name has their hash, and asked for again otherwise", () =>
    Effect.gen(function* () {
      for (const [path, expected] of [
        ["/assets/index-abc.js", "public, max-age=31536000, immutable"],
        ["/embed/Client-OWUV5RKU.js", "public, max-age=31536000, immutable"],
        ["/embed/glissade-snippet.js", "no-cache"],
        ["/index.html", "no-cache"],
        ["/", "no-cache"],
        ["/?x=1", "no-cache"]
      ] as const) {
        const { headers, status } = yield* asked({ path })
        assert.deepStrictEqual([status, headers["cache-control"]], [200, expected], path)
      }
    })
  )

  it.effect("compile WebAssembly in the formatter's worker alone, which may do nothing else", () =>
    Effect.gen(function* () {
      const policyOf = function* (path: string) {
        const { headers } = yield* asked({ path })
        return String(headers["content-security-policy"]).split("; ")
      }
      const worker = yield* policyOf("/assets/PythonFormat-abc.js")
      assert.includeMembers(worker, ["default-src 'none'", "script-src 'wasm-unsafe-eval'", "connect-src 'self'"])
      for (const path of ["/", "/s/abc", "/assets/index-abc.js", "/assets/ruff-abc.wasm"]) {
        assert.include(yield* policyOf(path), "script-src 'self'", path)
      }
      const { headers } = yield* asked({ path: "/assets/ruff-abc.wasm" })
      assert.strictEqual(headers["content-type"], "application/wasm")
    })
  )

  it.effect("are these alone", () =>
    Effect.gen(function* () {
      for (const path of [
        "/assets/index-abc.js.map",
        "/assets/index-abc.js.br",
        "/assets",
        "/assets/",
        "/../package.json",
        "/%2e%2e/package.json",
        "/assets/..%2f..%2fpackage.json",
        "/index.html%00"
      ]) {
        const answer = yield* asked({ path })
        assert.strictEqual(answer.status, 404, path)
        assert.strictEqual(problemType(answer), "unknown-route")
      }
    })
  )

  it.effect("are read and not written", () =>
    Effect.gen(function* () {
      for (const path of ["/", "/index.html", "/docs", "/ws", "/metrics"]) {
        for (const method of ["POST", "OPTIONS", "TRACE"]) {
          const answer = yield* asked({ method, path })
          assert.deepStrictEqual([answer.status, answer.headers.allow], [405, "GET, HEAD"], `${method} ${path}`)
          assert.strictEqual(problemType(answer), "method-not-allowed")
        }
      }
      assert.strictEqual(problemType(yield* asked({ method: "OPTIONS", path: "*" })), "unknown-route")
    })
  )

  it.effect("come with the API's description, compressed as well", () =>
    Effect.gen(function* () {
      for (const path of ["/docs", "/openapi.json"]) {
        const plain = yield* asked({ path })
        const brotli = yield* asked({ path, headers: { "accept-encoding": "br" } })
        assert.strictEqual(brotli.headers["content-encoding"], "br")
        assert.isBelow(Number(brotli.headers["content-length"]), plain.text.length / 3)
        const again = yield* asked({ path, headers: { "if-none-match": String(plain.headers.etag) } })
        assert.strictEqual(again.status, 304)
      }
    })
  )

  it.effect("are no way to a WebSocket without Connection: Upgrade", () =>
    Effect.gen(function* () {
      const headers = {
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA=="
      }
      const answer = yield* asked({ path: "/ws", headers })
      assert.strictEqual(answer.status, 426)
      assert.strictEqual(problemType(answer), "upgrade-required")
      assert.strictEqual(answer.headers.upgrade, "websocket")
    })
  )
})
