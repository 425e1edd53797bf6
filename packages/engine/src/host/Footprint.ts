import { getHeapStatistics } from "node:v8"

/** Bytes that an interpreter may hold after a run beyond what it held after its boot: grown linear memory, instances not yet collected. */
const maximumGrowth = 128 << 20

/** The same for the resident memory of the process: the allocator keeps what was freed for a while. */
const maximumResidentGrowth = 768 << 20

/** Taken before the lockdown takes them. */
const { memoryUsage } = process

interface Held {
  /** V8's heap, and memory outside of it that it refers to: texts, buffers. */
  readonly bytes: number
  readonly residentBytes: number
}

/** Resident memory of this process; 0 where it cannot be read (behind bubblewrap there is no `/proc`). */
const residentBytes = (): number => {
  try {
    return memoryUsage.rss()
  } catch {
    return 0
  }
}

const held = (): Held => {
  const { external_memory: external, malloced_memory: malloced, used_heap_size: used } = getHeapStatistics()
  return { bytes: used + external + malloced, residentBytes: residentBytes() }
}

/**
 * Compares the memory of the process with that after its boot: a backstop against memory that a reset does not free. A process that has
 * grown too much is replaced.
 */
export class Footprint {
  private readonly atBoot = held()
  private readonly collect: () => void

  constructor(collect: () => void) {
    this.collect = collect
  }

  /** Whether the process has far more memory now, after a garbage collection. */
  isGrown(): boolean {
    if (!this.exceeds()) return false
    // Buffers found unreachable by one collection are freed by the next.
    this.collect()
    this.collect()
    return this.exceeds()
  }

  private exceeds(): boolean {
    const { bytes, residentBytes } = held()
    return (
      bytes - this.atBoot.bytes > maximumGrowth || residentBytes - this.atBoot.residentBytes > maximumResidentGrowth
    )
  }
}
