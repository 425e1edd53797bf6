import { assert, describe, it } from "@effect/vitest"
import { isHostAllowed } from "../src/Host.ts"

describe("the name that a server is asked for under", () => {
  const rows: ReadonlyArray<readonly [string | undefined, string, ReadonlyArray<string>, boolean]> = [
    ["127.0.0.1:8787", "127.0.0.1", [], true],
    ["localhost:3000", "127.0.0.1", [], true],
    ["LOCALHOST", "127.0.0.1", [], true],
    ["[::1]:8787", "::1", [], true],
    ["127.0.0.1", "localhost", [], true],
    ["evil.example:8787", "127.0.0.1", [], false],
    ["localhost.evil.example", "127.0.0.1", [], false],
    ["localhost@evil.example", "127.0.0.1", [], false],
    ["evil.example/localhost", "127.0.0.1", [], false],
    ["evil.example#localhost", "127.0.0.1", [], false],
    ["", "127.0.0.1", [], false],
    [undefined, "127.0.0.1", [], false],
    ["dev.example", "127.0.0.1", ["dev.example"], true],
    ["dev.example:8443", "127.0.0.1", ["dev.example"], true],
    ["dev.example:8443", "127.0.0.1", ["dev.example:8443"], true],
    ["dev.example:9999", "127.0.0.1", ["dev.example:8443"], false],
    ["anything.example", "0.0.0.0", [], true],
    ["glissade.example", "0.0.0.0", ["glissade.example"], true],
    ["evil.example", "0.0.0.0", ["glissade.example"], false],
    ["localhost", "0.0.0.0", ["glissade.example"], false]
  ]
  for (const [host, listens, allowed, expected] of rows) {
    const names = allowed.length === 0 ? "" : `, with ${allowed.join(", ")} allowed`
    it(`is ${expected ? "taken" : "refused"} as ${host ?? "nothing"} on ${listens}${names}`, () =>
      assert.strictEqual(isHostAllowed(host, { host: listens, allowedHosts: allowed }), expected))
  }
})
