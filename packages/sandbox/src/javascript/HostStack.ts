/** Bytes of stack that one call of {@link descend} takes, at least. */
const frameBytes = 88

const descend = (depth: number): number => {
  try {
    return descend(depth + 1)
  } catch {
    return depth
  }
}

/** Roughly how much stack this thread has, found by using it up: V8 does not tell. */
export const hostStackBytes = (): number => descend(0) * frameBytes
