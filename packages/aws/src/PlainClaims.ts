import type { Claims } from "./Claims.ts"

/** Claims that API Gateway can pass on: only primitive values. */
export type PlainClaims = Readonly<Record<string, string | number | boolean>>

/** API Gateway does not say how much it passes on, and tokens may name hundreds of roles. */
export const maximumBytes = 2_048

/** The claims that are kept before all others. */
const first = ["sub", "iss", "aud", "client_id", "scope", "exp"]

/** A token's claim must not pass for the principal that API Gateway reports. */
const reserved = "principalId"

/** The claims with primitive values, as many as fit into the size limit. */
export const plainClaims = (claims: Claims): PlainClaims => {
  const plain: Record<string, string | number | boolean> = {}
  let bytes = 2
  for (const name of new Set([...first, ...Object.keys(claims)])) {
    const value = claims[name]
    if (name === reserved) continue
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") continue
    // The braces of one entry stand for the comma and the colon of the whole.
    const size = Buffer.byteLength(JSON.stringify({ [name]: value }))
    if (bytes + size > maximumBytes) continue
    bytes += size
    plain[name] = value
  }
  return plain
}
