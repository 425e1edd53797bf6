import { assert, describe, it } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { servePage } from "@glissade/test-kit/ServedPage"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import * as BrowserModule from "@glissade/test-kit/Browser"
import { layerServer, TestServer } from "@glissade/test-kit/TestServer"

const html = readFileSync(new URL("../../examples/embedding/index.html", import.meta.url), "utf8")
const pageFolder = fileURLToPath(new URL("../../web/dist", import.meta.url))

const python = EngineSandbox.layer({ engines: ["@glissade/engine-python"] })

describe.skipIf(BrowserModule.executablePath === undefined)("the page of the embedding example", () => {
  it.live("runs its program where it stands", () =>
    Effect.gen(function* () {
      let server = ""
      const { url } = yield* servePage(() => html.replaceAll("http://127.0.0.1:8787", server))
      const readAndRun = Effect.gen(function* () {
        server = (yield* TestServer).url
        const { complaints, page } = yield* BrowserModule.openPage()
        yield* Effect.promise(async () => {
          await page.goto(url)
          await page.getByRole("button", { name: "Run", exact: true }).click()
          await page.getByRole("group", { name: "Output", exact: true }).getByText("14").waitFor()
        })
        assert.deepStrictEqual(complaints, [])
      })
      yield* Effect.provide(readAndRun, layerServer(python, { pageFolder, allowedOrigins: [url] }))
    }).pipe(Effect.scoped, Effect.provide(BrowserModule.layer))
  )
})
