/** Bytes as hexadecimal digits. */
export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** A UUIDv7 (RFC 9562, section 5.7): sorted by time, 74 random bits. */
export const uuidV7 = (now: number, random: Uint8Array): string => {
  const digits = toHex(random)
  const variant = "89ab"[random[15]! & 3]
  return `${now.toString(16).padStart(12, "0")}7${digits.slice(0, 3)}${variant}${digits.slice(3, 18)}`.replace(
    /(.{8})(.{4})(.{4})(.{4})/,
    "$1-$2-$3-$4-"
  )
}
