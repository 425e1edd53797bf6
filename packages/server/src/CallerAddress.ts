import type { Caller } from "@glissade/core/Caller"
import { BlockList, isIP, isIPv6 } from "node:net"
import { isLoopback } from "./LoopbackHost.ts"

/** An IPv4 address, also where a dual-stack socket gives it as `::ffff:192.0.2.1`. */
const unmapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "")

/** The first four groups of an IPv6 address: one subscriber has a /64 at least, and may have a new address for each request. */
const network = (address: string): string => {
  const [head = "", tail] = address.split("%")[0]!.split("::")
  const before = head === "" ? [] : head.split(":")
  const after = tail === undefined || tail === "" ? [] : tail.split(":")
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array.from({ length: Math.max(0, zeros) }, () => "0"), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`
}

const keyOf = (address: string): string => (isIPv6(address) ? network(address) : address)

/** Whether a text is an address or a network such as `10.0.0.0/8`. */
export const isNetwork = (text: string): boolean => {
  const [address = "", bits, more] = text.split("/")
  const kind = isIP(address)
  if (kind === 0 || more !== undefined) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (kind === 4 ? 32 : 128))
}

const toList = (networks: ReadonlyArray<string>): BlockList => {
  const list = new BlockList()
  for (const entry of networks) {
    const [address = "", bits] = entry.split("/")
    const kind = isIPv6(address) ? "ipv6" : "ipv4"
    if (bits === undefined) list.addAddress(address, kind)
    else list.addSubnet(address, Number(bits), kind)
  }
  return list
}

/**
 * The addresses of `X-Forwarded-For`, nearest first, up to the first entry that is not an address: entries before that cannot be trusted.
 */
const forwarded = (header: string): ReadonlyArray<string> => {
  const addresses = header
    .split(",")
    .map((entry) => unmapped(entry.trim()))
    .toReversed()
  const end = addresses.findIndex((address) => isIP(address) === 0)
  return end < 0 ? addresses : addresses.slice(0, end)
}

const proxiesOf = (trustedProxies: ReadonlyArray<string>): ((address: string) => boolean) => {
  const proxies = toList(trustedProxies)
  return (address) => proxies.check(address, isIPv6(address) ? "ipv6" : "ipv4")
}

/** Gives the caller of a new socket, before any request has arrived on it. Sockets of a trusted proxy are not limited. */
export const peers = (trustedProxies: ReadonlyArray<string>) => {
  const isProxy = proxiesOf(trustedProxies)
  const toCaller = callers(trustedProxies)
  return (peer: string | undefined): Caller => {
    const caller = toCaller(peer, undefined)
    return caller.isLimited && isProxy(unmapped(peer ?? "")) ? { ...caller, isLimited: false } : caller
  }
}

/**
 * Gives the caller of a request: the peer's address, or behind trusted proxies the rightmost address of `X-Forwarded-For` that is not one
 * of them. A peer on this machine is not limited: it may be a proxy that is not configured.
 */
export const callers = (trustedProxies: ReadonlyArray<string>) => {
  const isProxy = proxiesOf(trustedProxies)
  return (peer: string | undefined, forwardedFor: string | undefined): Caller => {
    let address = unmapped(peer ?? "")
    if (isIP(address) === 0) return { key: "", isLimited: false }
    if (isProxy(address)) {
      const hops = forwarded(forwardedFor ?? "")
      address = hops.find((hop) => !isProxy(hop)) ?? hops.at(-1) ?? address
    }
    return { key: keyOf(address), isLimited: !isLoopback(address) }
  }
}
