import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { fileURLToPath } from "node:url"
import * as BrowserModule from "@glissade/test-kit/Browser"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"

/** The page's files that are not built: its icon is among them. */
const pageFolder = fileURLToPath(new URL("../../../web/public", import.meta.url))

const environment = Layer.merge(layerServer(echo, { pageFolder }), BrowserModule.layer)

const suite = BrowserModule.executablePath === undefined ? describe.skip : describe

suite("a reader of the page about the API", () => {
  layer(environment, { excludeTestServices: true, timeout: 60_000 })((it) => {
    it.effect(
      "tries a request, and the browser asks nobody but this server",
      () =>
        Effect.gen(function* () {
          const { url } = yield* TestServer
          const { complaints, page } = yield* BrowserModule.openPage()
          const elsewhere: Array<string> = []
          page.on("request", (request) => {
            if (new URL(request.url()).origin !== url) elsewhere.push(request.url())
          })
          yield* Effect.promise(async () => {
            await page.goto(`${url}/docs#tag/system`)
            await page.getByRole("heading", { name: "Glissade" }).waitFor()
            await page.getByRole("button", { name: /test request.*\/health/i }).click()
            await page.getByRole("button", { name: /^send get/i }).click()
            await page.getByText("200 OK").waitFor()
            await page.waitForLoadState("networkidle")
          })
          assert.deepStrictEqual({ elsewhere, complaints }, { elsewhere: [], complaints: [] })
        }),
      60_000
    )
  })
})
