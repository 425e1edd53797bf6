import { getHeapStatistics } from "node:v8"

/** What an interpreter that was put back may hold more than when it was booted: linear memory that grew, instances not yet collected. */
const maximumGrowth = 128 << 20

/** Of the process as a whole: memory that was given back to the allocator stays with it for a while. */
const maximumResidentGrowth = 768 << 20

/** Taken before the lockdown takes them. */
const { memoryUsage } = process

interface Held {
  /** V8's heap and what hangs from it outside: texts, buffers. */
  readonly bytes: number
  readonly residentBytes: number
}

/** Where there is no `/proc` nobody tells how much of a process is resident. */
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
 * Compares what the process holds with what it held when it was booted. Whatever a program made it keep, by ways that nobody has thought
 * of, is then given back with the process.
 */
export class Footprint {
  private readonly atBoot = held()
  private readonly collect: () => void

  constructor(collect: () => void) {
    this.collect = collect
  }

  /** Whether it is far more now, with garbage collected. */
  isGrown(): boolean {
    if (!this.exceeds()) return false
    // Buffers that a collection found are let go by the next.
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
