import { readFileSync } from "node:fs"
import { descendantsOf } from "../../packages/test-kit/src/ProcessTree.ts"

const ticksPerSecond = 100

/** Seconds of processor time of a process (`/proc`, Linux); nothing when it is gone. */
const timeOf = (pid: number): number | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8")
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number)
    return (fields[11]! + fields[12]!) / ticksPerSecond
  } catch {
    return undefined
  }
}

const sampleMs = 50

/**
 * Adds up the processor time of a server: its own process, and everything that it started. Processes that end are seen last at most 50 ms
 * before: behind bubblewrap nobody who could be asked waits for them.
 */
export class ProcessorTime {
  readonly #pid: number
  readonly #children = new Map<number, number>()
  readonly #timer: NodeJS.Timeout

  constructor(pid: number) {
    this.#pid = pid
    this.#timer = setInterval(() => this.#sample(), sampleMs)
  }

  get parent(): number {
    return timeOf(this.#pid) ?? 0
  }

  get interpreters(): number {
    this.#sample()
    return [...this.#children.values()].reduce((total, seconds) => total + seconds, 0)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #sample(): void {
    try {
      for (const pid of descendantsOf(this.#pid)) {
        const seconds = timeOf(pid)
        if (seconds !== undefined) this.#children.set(pid, seconds)
      }
    } catch {
      // One of them ended while they were listed.
    }
  }
}
