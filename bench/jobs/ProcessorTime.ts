import { readFileSync } from "node:fs"
import { descendantsOf } from "../../packages/test-kit/src/ProcessTree.ts"

const ticksPerSecond = 100

/** Processor time of a process in seconds (`/proc`, Linux); nothing if it has exited. */
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
 * Adds up the processor time of a server: its own process and all its descendants. The last reading of a process that exits is at most 50
 * ms old: behind bubblewrap no parent that could be asked waits for it.
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
      // One of them exited while they were listed.
    }
  }
}
