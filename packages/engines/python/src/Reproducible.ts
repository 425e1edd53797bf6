// The module itself, whose functions Emscripten looks up when it calls them.
import nodeCrypto from "node:crypto"

/**
 * The time at which images are made: before that of the files that `Layout.ts` adds, since Python's importer lists a folder again only if
 * the folder's time has changed.
 */
const made = Date.UTC(2025, 11, 31)

/** Bytes that look random and are the same in each process. */
const fixedBytes = () => {
  let block = 0
  return <A extends ArrayBufferView>(array: A): A => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    for (let at = 0; at < bytes.length; at += 32) {
      const hash = nodeCrypto.createHash("sha256").update(`image ${block++}`).digest()
      bytes.set(hash.subarray(0, bytes.length - at), at)
    }
    return array
  }
}

/**
 * Runs `make` with clocks that stand and bytes that are not random, so that an image of the same build is the same file: functions that
 * carry it would otherwise change with each build. Programs get real ones: Python's `random` is seeded anew for each of them.
 */
export const reproducibly = async <A>(make: () => Promise<A>): Promise<A> => {
  const { now } = Date
  const { randomFillSync } = nodeCrypto
  const { now: elapsed } = performance
  Object.assign(Date, { now: () => made })
  Object.assign(performance, { now: () => 0 })
  Object.assign(nodeCrypto, { randomFillSync: fixedBytes() })
  try {
    return await make()
  } finally {
    Object.assign(Date, { now })
    Object.assign(performance, { now: elapsed })
    Object.assign(nodeCrypto, { randomFillSync })
  }
}
