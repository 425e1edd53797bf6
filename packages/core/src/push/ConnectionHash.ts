import { createHash } from "node:crypto"

/**
 * A short name for a connection in logs: 72 bits of its SHA-256. A connection id is a capability and must not be written anywhere; with at
 * least 128 random bits in it, no hash of it can be turned back.
 */
export const hashConnectionId = (connectionId: string): string =>
  createHash("sha256").update(connectionId).digest("base64url").slice(0, 12)
