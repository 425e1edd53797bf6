import { createHash } from "node:crypto"

/**
 * A short name for a connection in logs: 72 bits of its SHA-256. A connection id is a capability and must not be logged; it has at least
 * 128 random bits, so its hash cannot be reversed.
 */
export const hashConnectionId = (connectionId: string): string =>
  createHash("sha256").update(connectionId).digest("base64url").slice(0, 12)
