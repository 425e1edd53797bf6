import { assert, describe, it } from "@effect/vitest"
import { callers, isNetwork, peers } from "../src/CallerAddress.ts"

const direct = callers([])
const behind = callers(["10.0.0.0/8", "127.0.0.1", "fd00::/8"])

describe("the caller of a request", () => {
  it("is the peer's address, whatever a header says that nobody can be trusted with", () => {
    assert.deepStrictEqual(direct("192.0.2.1", "198.51.100.7"), { key: "192.0.2.1", isLimited: true })
  })

  it("is the /64 of an IPv6 address, however it is written", () => {
    const keys = ["2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002::9", "2001:db8:1:2::"].map(
      (peer) => direct(peer, undefined).key
    )
    assert.deepStrictEqual([...new Set(keys)], ["2001:db8:1:2::/64"])
    assert.notStrictEqual(direct("2001:db8:1:3::1", undefined).key, keys[0])
    assert.strictEqual(direct("fe80::1%eth0", undefined).key, "fe80:0:0:0::/64")
  })

  it("is an IPv4 address also where the socket tells it as IPv6", () => {
    assert.strictEqual(direct("::ffff:192.0.2.1", undefined).key, "192.0.2.1")
  })

  it("has no share of its own on this machine", () => {
    for (const peer of ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"]) {
      assert.isFalse(direct(peer, undefined).isLimited, peer)
    }
  })

  it("is the rightmost address behind a trusted proxy that is no proxy", () => {
    assert.strictEqual(behind("10.1.1.1", "203.0.113.9, 192.0.2.5, 10.2.2.2").key, "192.0.2.5")
    assert.strictEqual(behind("127.0.0.1", "192.0.2.5").key, "192.0.2.5")
    assert.isTrue(behind("127.0.0.1", "192.0.2.5").isLimited)
    assert.strictEqual(behind("10.1.1.1", "2001:db8::1, fd00::7").key, "2001:db8:0:0::/64")
  })

  it("is nothing that a client wrote before what is no address", () => {
    assert.strictEqual(behind("10.1.1.1", "192.0.2.5, spoofed, 10.2.2.2").key, "10.2.2.2")
    assert.strictEqual(behind("10.1.1.1", "").key, "10.1.1.1")
    assert.strictEqual(behind("10.1.1.1", undefined).key, "10.1.1.1")
  })

  it("is told of no connection that has no address any more", () => {
    assert.isFalse(direct(undefined, undefined).isLimited)
  })
})

describe("the peer of a socket", () => {
  const toPeer = peers(["10.0.0.0/8"])

  it("is limited unless it is a trusted proxy, which stands for many, or this machine", () => {
    assert.deepStrictEqual(toPeer("192.0.2.1"), { key: "192.0.2.1", isLimited: true })
    assert.isTrue(toPeer("2001:db8::1").isLimited)
    for (const peer of ["10.1.1.1", "::ffff:10.1.1.1", "127.0.0.1", "::1", undefined]) {
      assert.isFalse(toPeer(peer).isLimited, peer)
    }
  })
})

describe("a network in TRUSTED_PROXIES", () => {
  it("is an address, or one with the bits of its network", () => {
    for (const text of ["10.0.0.0/8", "192.0.2.1", "::1", "2001:db8::/32"]) assert.isTrue(isNetwork(text), text)
    for (const text of ["", "proxy", "10.0.0.0/33", "10.0.0.0/8/8", "::1/129", "10.0.0.0/x", "10.0.0"]) {
      assert.isFalse(isNetwork(text), text)
    }
  })
})
