import { assert, describe, it } from "@effect/vitest"
import { isSignedBy, signRequest } from "@glissade/containers/Signing"
import { generateKeyPairSync } from "node:crypto"

const { privateKey, publicKey } = generateKeyPairSync("ed25519")

describe("a signed request", () => {
  it("is accepted as it was signed", () => {
    assert.isTrue(isSignedBy(signRequest('{"type":"take"}', privateKey), publicKey))
  })

  it("is refused with another body, another key, or no signature", () => {
    const signed = signRequest('{"type":"take"}', privateKey)
    assert.isFalse(isSignedBy({ ...signed, body: '{"type":"run"}' }, publicKey))
    assert.isFalse(isSignedBy(signed, generateKeyPairSync("ed25519").publicKey))
    assert.isFalse(isSignedBy({ ...signed, signature: "" }, publicKey))
  })
})
