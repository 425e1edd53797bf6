import { assert, it } from "@effect/vitest"
import { fetchExamples, fetchRuntimes } from "@glissade/client/Runtimes"
import { Runtimes } from "@glissade/protocol/Runtime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { createServer } from "node:http"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"

it.live("reads what a server has, as the schema does", () =>
  Effect.provide(
    Effect.gen(function* () {
      const { url } = yield* TestServer
      const read = yield* Effect.promise(() => fetchRuntimes(`${url}/`))
      const answer: unknown = yield* Effect.promise(() => fetch(`${url}/runtimes`).then((response) => response.json()))
      assert.deepStrictEqual(read, Schema.decodeUnknownSync(Runtimes)(answer))
    }),
    layerServer(echo)
  )
)

it("reads the examples of a language, whose name may be anything", async () => {
  const examples = [
    { title: "one", code: "1" },
    { title: "two", code: "2", stdin: "in", files: [{ name: "a.txt", content: "a" }] }
  ]
  const server = createServer((request, response) =>
    response.end(JSON.stringify(request.url === "/runtimes/c%2B%2B/examples" ? { language: "c++", examples } : {}))
  )
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === "object" ? address!.port : 0}`
  const read = await fetchExamples(url, "c++")
  server.close()
  assert.deepStrictEqual(read, { language: "c++", examples })
})

for (const [status, body] of [
  [404, "{}"],
  [200, "{}"],
  [200, "<!doctype html>"],
  [200, '{"runtimes":[{"language":"python"}],"limits":{}}']
] as const) {
  it(`rejects where ${status} ${body} is answered`, async () => {
    const server = createServer((_, response) => response.writeHead(status).end(body))
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const address = server.address()
    const port = typeof address === "object" ? address!.port : 0
    const failed = await fetchRuntimes(`http://127.0.0.1:${port}`).then(
      () => false,
      () => true
    )
    server.close()
    assert.isTrue(failed)
  })
}
