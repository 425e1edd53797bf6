import { assert, describe, it } from "@effect/vitest"
import { identityOf, userIdOf } from "@glissade/accounts/UserIdentity"
import * as Schema from "effect/Schema"

describe("the id of a user", () => {
  it("is the same for the same person, for ever: people own what stands under it", () => {
    assert.strictEqual(userIdOf("https://login.example", "somebody"), "02a64f0b-8321-87dc-80ce-6e26844f35ae")
  })

  it("does not depend on a slash at the end of the issuer", () => {
    assert.strictEqual(userIdOf("https://login.example/", "somebody"), userIdOf("https://login.example", "somebody"))
  })

  it.prop("is a UUID of version 8, whoever it is", [Schema.String, Schema.String], ([issuer, subject]) => {
    assert.match(userIdOf(issuer, subject), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it("is another for another subject, another issuer, and where the two are parted elsewhere", () => {
    const pairs = [
      ["https://a.example", "b"],
      ["https://a.example", "c"],
      ["https://b.example", "b"],
      ["https://a.exampl", "eb"],
      ['https://a.example","', "b"],
      ["https://a.example", '","b']
    ] as const
    assert.strictEqual(new Set(pairs.map(([issuer, subject]) => userIdOf(issuer, subject))).size, pairs.length)
  })
})

describe("who a user is", () => {
  const id = userIdOf("https://login.example", "s")
  const claims = { iss: "https://login.example", sub: "s" }
  const nobody = { name: undefined, email: undefined }

  it("is what their token says", () => {
    const whole = { ...claims, name: "Ada", email: "ada@example.org" }
    assert.deepStrictEqual(identityOf({ id, claims: whole }), {
      id,
      issuer: "https://login.example",
      subject: "s",
      name: "Ada",
      email: "ada@example.org"
    })
    assert.deepInclude(identityOf({ id, claims: { ...claims, preferred_username: "ada" } }), { name: "ada" })
    assert.deepInclude(identityOf({ id, claims: { ...claims, name: 7, email: ["a"] } }), nobody)
  })

  it("is not known of an anonymous user, nor of a key", () => {
    assert.isUndefined(identityOf({ id: undefined, claims }))
    assert.isUndefined(identityOf({ id, claims: {} }))
  })
})
