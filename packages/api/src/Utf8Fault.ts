const strict = new TextDecoder("utf-8", { fatal: true })

const isValid = (bytes: Uint8Array): boolean => {
  try {
    strict.decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Length of the sequence that this byte starts (RFC 3629); 0 if it starts none. */
const lengthFrom = (lead: number): number => {
  if (lead < 0x80) return 1
  if (lead < 0xc2) return 0
  if (lead < 0xe0) return 2
  if (lead < 0xf0) return 3
  return lead < 0xf5 ? 4 : 0
}

/** Offset of the first bytes that are not UTF-8; `undefined` if all are. */
export const utf8Fault = (bytes: Uint8Array): number | undefined => {
  if (isValid(bytes)) return undefined
  let at = 0
  while (at < bytes.length) {
    const length = lengthFrom(bytes[at]!)
    if (length === 0 || (length > 1 && !isValid(bytes.subarray(at, at + length)))) return at
    at += length
  }
  return at
}
