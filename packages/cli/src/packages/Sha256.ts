import { createHash } from "node:crypto"

/** The SHA-256 of bytes, in hexadecimal as lock files have it. */
export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")
