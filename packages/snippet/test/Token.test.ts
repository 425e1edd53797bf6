import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { fileURLToPath } from "node:url"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"
import { makeGate } from "@glissade/test-kit/TokenServer"
import * as BrowserModule from "@glissade/test-kit/Browser"
import * as DocsModule from "./Docs.ts"

const pageFolder = fileURLToPath(new URL("../../../web/dist", import.meta.url))

const { gate, layer: authenticator } = makeGate("of-ada")

const environment = Layer.unwrap(
  Effect.map(DocsModule.Docs, ({ url }) => layerServer(echo, { pageFolder, allowedOrigins: [url] }))
).pipe(Layer.provide(authenticator), Layer.provideMerge(DocsModule.layer), Layer.merge(BrowserModule.layer))

const suite = BrowserModule.executablePath === undefined ? describe.skip : describe

suite("a snippet of a server that asks who runs programs", () => {
  layer(environment, { excludeTestServices: true, timeout: 60_000 })((it) => {
    for (const [what, script, says] of [
      ["brings the token that the page has for all of them", 'Snippet.token = "of-ada"', "Finished"],
      [
        "asks the page's function, and says for which server",
        'Snippet.token = async (api) => { window.api = api; return "of-ada" }',
        "Finished"
      ],
      ["says that it was not taken where the page has none", "", "Not taken: send a token"]
    ] as const) {
      it.effect(
        what,
        () =>
          Effect.gen(function* () {
            const docs = yield* DocsModule.Docs
            const { url } = yield* TestServer
            docs.use(url)
            const { page } = yield* BrowserModule.openPage()
            gate.told.length = 0
            yield* Effect.promise(async () => {
              await page.addInitScript(
                `customElements.whenDefined("glissade-snippet").then((Snippet) => { ${script} })`
              )
              await page.goto(docs.url)
              const root = page.locator("glissade-snippet").first()
              await root.getByRole("button", { name: "Run", exact: true }).click()
              await root.getByRole("status").getByText(says).waitFor()
              if (script.includes("api")) assert.strictEqual(await page.evaluate("api"), `${url}/`)
            })
            assert.deepStrictEqual([...new Set(gate.told)], [script === "" ? undefined : "of-ada"])
          }),
        60_000
      )
    }
  })
})
