import { assert, describe, it } from "@effect/vitest"
import { maximumBytes, plainClaims } from "../src/PlainClaims.ts"
import * as Schema from "effect/Schema"

const long = "x".repeat(1_500)

describe("the claims that are passed on", () => {
  it("are those with plain values", () => {
    const claims = { sub: "s", aud: ["a"], n: 1, yes: true, none: null, realm_access: { roles: [] } }
    assert.deepStrictEqual(plainClaims(claims), { sub: "s", n: 1, yes: true })
  })

  it("are above all those that name the user and the token, and then the first ones that fit", () => {
    const claims = { a: long, b: long, c: "c", exp: 1, scope: "x", client_id: "c", aud: "a", iss: "i", sub: "s" }
    assert.deepStrictEqual(Object.keys(plainClaims(claims)), [
      "sub",
      "iss",
      "aud",
      "client_id",
      "scope",
      "exp",
      "a",
      "c"
    ])
  })

  it.prop(
    "are never more than fit, and are as the token has them",
    [Schema.Record(Schema.String, Schema.Json)],
    ([claims]) => {
      const plain = plainClaims({ ...claims, scope: long, more: "x".repeat(530) })
      assert.isAtMost(Buffer.byteLength(JSON.stringify(plain)), maximumBytes)
      assert.strictEqual(plain["scope"], long)
      assert.notProperty(plain, "more")
      for (const [name, value] of Object.entries(plain)) {
        if (name !== "scope") assert.strictEqual<unknown>(value, claims[name])
      }
    }
  )
})
