import { assert, it } from "@effect/vitest"
import { codeOf, runCode } from "@glissade/test-kit/ReadmeCode"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"
import * as BrowserModule from "@glissade/test-kit/Browser"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"

const folder = fileURLToPath(new URL("../", import.meta.url))
const readme = readFileSync(`${folder}README.md`, "utf8")
const [browser, node] = codeOf(readme).filter(({ language }) => language === "js")

const bundle = async (entry: string): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: folder, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    conditions: ["@glissade/source"]
  })
  return outputFiles[0]!.text
}

const gzipped = async (entry: string): Promise<number> => gzipSync(await bundle(entry), { level: 9 }).length

it.live("the example for Node runs as it stands", () =>
  Effect.provide(
    Effect.gen(function* () {
      const { url } = yield* TestServer
      const stdout = yield* Effect.promise(() => runCode(node!, { cwd: folder, server: url }))
      // The server of the test prints the program.
      assert.strictEqual(stdout, "print(input())")
    }),
    layerServer(echo)
  )
)

it.live.skipIf(BrowserModule.executablePath === undefined)("the example for a browser runs as it stands", () =>
  Effect.gen(function* () {
    const { url } = yield* TestServer
    const { page } = yield* BrowserModule.openPage()
    yield* Effect.promise(async () => {
      const body = `<pre></pre><button>Run</button><script type="module">${await bundle(browser!.code)}</script>`
      await page.route(`${url}/example`, (route) => route.fulfill({ contentType: "text/html", body }))
      const outcome = page.waitForEvent("console", (message) => message.text().includes("result"))
      await page.goto(`${url}/example`)
      await page.getByRole("button", { name: "Run" }).click()
      await outcome
      assert.strictEqual(await page.locator("pre").textContent(), 'print("hello")')
    })
  }).pipe(Effect.scoped, Effect.provide(Layer.merge(layerServer(echo), BrowserModule.layer)))
)

it("is as large as its README says, without and with what keeps runs over a reload", async () => {
  const [, whole, more] = /; ([\d.]+) KB gzipped, and ([\d.]+) KB more/.exec(readme)!.map(Number)
  const client = await gzipped(`export { Client } from "@glissade/client/Client"`)
  const both = await gzipped(browser!.code)
  assert.isAtMost(client, 7_168)
  assert.approximately(client / 1024, whole!, 0.06)
  assert.approximately((both - client) / 1024, more!, 0.25)
})
