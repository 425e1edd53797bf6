import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { fileURLToPath } from "node:url"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"
import { makeGate } from "@glissade/test-kit/TokenServer"
import * as BrowserModule from "@glissade/test-kit/Browser"

const pageFolder = fileURLToPath(new URL("../dist", import.meta.url))

const { gate, layer: authenticator } = makeGate("of-ada")

const environment = Layer.merge(
  layerServer(echo, { pageFolder }).pipe(Layer.provide(authenticator)),
  BrowserModule.layer
)

const suite = BrowserModule.executablePath === undefined ? describe.skip : describe

suite("the page of a server that asks who runs programs", () => {
  layer(environment, { excludeTestServices: true, timeout: 60_000 })((it) => {
    for (const [what, script, says] of [
      ["runs programs for whoever embeds it with a token", 'glissadeToken = "of-ada"', /^Finished/],
      [
        "asks whoever embeds it with a function",
        'glissadeToken = async () => { window.asked = (window.asked ?? 0) + 1; return "of-ada" }',
        /^Finished/
      ],
      ["says that it was not taken where nobody gives it a token", "", /^The server did not take it: send a token/]
    ] as const) {
      it.effect(
        what,
        () =>
          Effect.gen(function* () {
            const { url } = yield* TestServer
            const { page } = yield* BrowserModule.openPage()
            gate.told.length = 0
            yield* Effect.promise(async () => {
              await page.addInitScript(script)
              await page.goto(url)
              if (script !== "") await page.locator(".connection").getByText("Live", { exact: true }).waitFor()
              await page.getByRole("button", { name: "Run", exact: true }).click()
              await page.locator(".status-text").getByText(says).waitFor()
              if (script.includes("asked")) assert.strictEqual(await page.evaluate("asked"), 1)
            })
            assert.deepStrictEqual([...new Set(gate.told)], [script === "" ? undefined : "of-ada"])
          }),
        60_000
      )
    }
  })
})
