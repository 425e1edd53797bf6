import { assert, describe, it } from "@effect/vitest"
import { codeOf } from "@glissade/test-kit/ReadmeCode"
import { servePage } from "@glissade/test-kit/ServedPage"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"
import * as BrowserModule from "@glissade/test-kit/Browser"

const readme = readFileSync(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8")
const html = codeOf(readme).find(({ language }) => language === "html")!
const pageFolder = fileURLToPath(new URL("../../../web/dist", import.meta.url))

const story = Effect.fnUntraced(function* (docs: string, use: (server: string) => void) {
  use((yield* TestServer).url)
  const { page } = yield* BrowserModule.openPage()
  yield* Effect.promise(async () => {
    await page.goto(docs)
    await page.getByText("14", { exact: true }).waitFor()
    await page.getByRole("button", { name: "Run", exact: true }).click()
    // The server of the test prints the program.
    const output = page.getByRole("group", { name: "Output", exact: true })
    await output.getByText("print(sum([3, 1, 4, 1, 5]))").waitFor()
    assert.isFalse(await page.getByText("14", { exact: true }).isVisible())
  })
})

describe.skipIf(BrowserModule.executablePath === undefined)("the page in the README", () => {
  it.live("shows what is expected, runs the program, and shows what it prints", () =>
    Effect.gen(function* () {
      let server = ""
      const { url } = yield* servePage(() => html.code.replaceAll("https://run.example.org", server))
      yield* story(url, (known) => {
        server = known
      }).pipe(Effect.provide(layerServer(echo, { pageFolder, allowedOrigins: [url] })))
    }).pipe(Effect.scoped, Effect.provide(BrowserModule.layer))
  )
})
