/**
 * A short name for a connection in logs. A connection id is a capability and must not be written anywhere; 53 bits of a
 * non-cryptographic hash (cyrb53) over an id of at least 128 random bits cannot be turned back.
 */
export const hashConnectionId = (connectionId: string): string => {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < connectionId.length; index++) {
    const unit = connectionId.charCodeAt(index)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36)
}
