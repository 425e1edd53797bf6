import { spawn } from "node:child_process"
import { once } from "node:events"

/** Measured times, in milliseconds. */
export interface Times {
  readonly p50: number
  readonly p95: number
  readonly count: number
}

export const quantiles = (samples: ReadonlyArray<number>): Times => {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
  return { p50: at(0.5), p95: at(0.95), count: sorted.length }
}

/** Runs something a number of times in sequence, after some warm-up runs. */
export const repeat = async (count: number, warmUp: number, action: () => Promise<unknown>): Promise<Times> => {
  for (let index = 0; index < warmUp; index++) await action()
  const samples: Array<number> = []
  for (let index = 0; index < count; index++) {
    const start = performance.now()
    await action()
    samples.push(performance.now() - start)
  }
  return quantiles(samples)
}

/** Runs a command to its end, as somebody without a server would. */
export const runProcess = async (command: string, args: ReadonlyArray<string>): Promise<void> => {
  const child = spawn(command, args, { stdio: "ignore" })
  const [code] = (await once(child, "exit")) as [number]
  if (code !== 0) throw new Error(`${command} ended with ${code}`)
}
