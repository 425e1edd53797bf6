import { assert, describe, it } from "@effect/vitest"
import type { AskingHeaders } from "../src/Origin.ts"
import { isAskerAllowed, isWebOrigin } from "../src/Origin.ts"

const own = "localhost:8787"
const allowed = ["https://docs.example"]

describe("a request that changes something", () => {
  const rows: ReadonlyArray<readonly [string, AskingHeaders, boolean]> = [
    ["a program that is no browser", {}, true],
    ["the server's own page", { origin: `http://${own}`, "sec-fetch-site": "same-origin" }, true],
    ["the person themselves", { "sec-fetch-site": "none" }, true],
    ["an allowed page", { origin: "https://docs.example", "sec-fetch-site": "cross-site" }, true],
    ["another page", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }, false],
    ["another page of an older browser", { origin: "https://evil.example" }, false],
    ["a page of no origin", { origin: "null" }, false],
    ["another site that tells no origin", { "sec-fetch-site": "cross-site" }, false],
    ["a neighbour that tells no origin", { "sec-fetch-site": "same-site" }, false],
    ["the own name on another scheme", { origin: `https://${own}`, "sec-fetch-site": "cross-site" }, false],
    ["an own origin of another kind", { origin: `ftp://${own}` }, false],
    ["an own origin with a path", { origin: `http://${own}/evil` }, false],
    ["an own origin with a person", { origin: `http://a@${own}` }, false],
    ["an empty origin", { origin: "" }, false],
    ["two origins", { origin: `http://${own}, http://${own}` }, false]
  ]
  for (const [who, headers, expected] of rows) {
    it(`is ${expected ? "taken" : "refused"} from ${who}`, () =>
      assert.strictEqual(isAskerAllowed({ host: own, ...headers }, allowed), expected))
  }
})

describe("an origin", () => {
  for (const text of ["https://docs.example", "http://127.0.0.1:8000", "http://[::1]:8000"]) {
    it(`may be ${text}`, () => assert.isTrue(isWebOrigin(text)))
  }
  for (const text of ["docs.example", "https://docs.example/", "https://Docs.example", "ftp://docs.example", "null"]) {
    it(`may not be ${text}`, () => assert.isFalse(isWebOrigin(text)))
  }
})
