import type { Caller } from "@glissade/core/Caller"
import { BlockList, isIP, isIPv6 } from "node:net"
import { isLoopback } from "./Host.ts"

/** An IPv4 address that a socket for both kinds tells as `::ffff:192.0.2.1`, as itself. */
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

/** The addresses of `X-Forwarded-For`, nearest first; what is no address ends it, since nothing before it can be trusted. */
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

/** Tells the peers of sockets, before anything was sent over them. A trusted proxy has as many as it needs. */
export const peers = (trustedProxies: ReadonlyArray<string>) => {
  const isProxy = proxiesOf(trustedProxies)
  const toCaller = callers(trustedProxies)
  return (peer: string | undefined): Caller => {
    const caller = toCaller(peer, undefined)
    return caller.isLimited && isProxy(unmapped(peer ?? "")) ? { ...caller, isLimited: false } : caller
  }
}

/**
 * Tells callers by the address of the peer, or where that is a trusted proxy, by the rightmost address of `X-Forwarded-For` that is none.
 * A peer on this machine has no share of its own: it may be a proxy that nobody named.
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
