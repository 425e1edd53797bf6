import { assert, describe, it, layer } from "@effect/vitest"
import { layerAccountServer, TestIssuer } from "@glissade/test-kit/AccountServer"
import * as Effect from "effect/Effect"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll } from "vitest"
import { asked } from "../Ask.ts"
import { ended, launch } from "../LaunchedServer.ts"

describe("a server that is started with AUTH=oidc", () => {
  it("names all that is wrong with its settings in one line, and does not start", async () => {
    const { child, output } = launch({ PORT: "0", AUTH: "oidc", OIDC_ISSUER: "login", RUNS_AT_ONCE: "0" })
    assert.strictEqual(await ended(child), 1)
    for (const name of ["OIDC_ISSUER", "OIDC_AUDIENCE", "RUNS_AT_ONCE"]) assert.include(output.text, `${name}: `)
    assert.lengthOf(output.text.trim().split("\n"), 1)
    assert.notInclude(output.text, "    at ")
  })

  it("does not start with settings that its mode makes useless", async () => {
    const { child, output } = launch({ PORT: "0", AUTH: "none", OIDC_ISSUER: "https://login.example.org" })
    assert.strictEqual(await ended(child), 1)
    assert.include(output.text, "OIDC_ISSUER: needs AUTH=oidc")
  })
})

const folder = mkdtempSync(join(tmpdir(), "glissade-page-"))
writeFileSync(join(folder, "index.html"), "<!doctype html>")
afterAll(() => rmSync(folder, { recursive: true }))

layer(
  layerAccountServer({
    server: { pageFolder: folder },
    accounts: { origins: ["https://tokens.example.org"] }
  }),
  { excludeTestServices: true }
)("the page of a server where people sign in", (it) => {
  it.effect("may ask the provider, and nobody else", () =>
    Effect.gen(function* () {
      const { issuer } = yield* TestIssuer
      const { headers } = yield* asked({ path: "/" })
      assert.include(
        headers["content-security-policy"],
        `connect-src 'self' ${new URL(issuer).origin} https://tokens.example.org;`
      )
    })
  )
})
