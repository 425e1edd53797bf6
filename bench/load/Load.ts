import type { Outcome } from "@glissade/client/Client"
import { Client } from "@glissade/client/Client"
import { makeRandom } from "@glissade/testing/faults/FaultSchedule"

/** The parameters of a load; the same seed makes the same choices. */
export interface LoadOptions {
  readonly url: string
  readonly clients: number
  readonly jobs: number
  /** Share of the clients that leave during the load. */
  readonly leaving: number
  /** Share of the jobs that kill their interpreter. */
  readonly killing: number
  readonly seed: number
  /** Called after each outcome. */
  readonly onOutcome?: (ended: number) => void
}

/** The results of a load. */
export interface LoadReport {
  /** Jobs of clients that stayed. */
  readonly jobs: number
  readonly results: number
  /** The number of these results that came over HTTP instead of the WebSocket. */
  readonly overHttp: number
  /** Jobs of clients that stayed whose outcome was not the result of their program, in words. */
  readonly wrong: ReadonlyArray<string>
  /** Times from click to outcome in milliseconds, sorted. */
  readonly times: ReadonlyArray<number>
  readonly seconds: number
}

const killer = "import os\nprint('last words', flush=True)\nos.abort()"

/** What is wrong with the outcome of a job, if anything. */
const faultOf = (outcome: Outcome, job: number, isKiller: boolean): string | undefined => {
  if (outcome.type !== "result") return `job ${job}: ${JSON.stringify(outcome)}`
  const { status, stdout } = outcome.result
  const isRight = isKiller
    ? status === "error" && stdout === "last words\n"
    : status === "success" && stdout === `${job}\n`
  return isRight ? undefined : `job ${job}: ${status} ${JSON.stringify(stdout)}`
}

/**
 * Many clients that each run one program after another. Every outcome of a client that stays is checked: it must be that of its own
 * program, whatever others do.
 */
export const runLoad = async (options: LoadOptions): Promise<LoadReport> => {
  const random = makeRandom(options.seed)
  const startedAt = performance.now()
  const times: Array<number> = []
  const wrong: Array<string> = []
  let overHttp = 0
  let results = 0
  let stayingJobs = 0
  let next = 0

  const live = async (leavesAfter: number): Promise<void> => {
    const client = new Client({ apiUrl: options.url })
    let done = 0
    while (next < options.jobs && done < leavesAfter) {
      const job = next++
      const isKiller = random() < options.killing
      const clickedAt = performance.now()
      const execution = client.execute({ code: isKiller ? killer : `print(${job})` })
      if (++done === leavesAfter) {
        // Leaves without waiting for the outcome.
        client.close()
        return
      }
      stayingJobs++
      const outcome = await execution.outcome
      times.push(performance.now() - clickedAt)
      const fault = faultOf(outcome, job, isKiller)
      if (fault === undefined) results++
      else wrong.push(fault)
      if (outcome.type === "result" && outcome.route === "http") overHttp++
      options.onOutcome?.(times.length)
    }
    client.close()
  }

  const lives = Array.from({ length: options.clients }, () =>
    live(random() < options.leaving ? 1 + Math.floor(random() * 3) : Number.POSITIVE_INFINITY)
  )
  await Promise.all(lives)
  return {
    jobs: stayingJobs,
    results,
    overHttp,
    wrong,
    times: times.toSorted((a, b) => a - b),
    seconds: (performance.now() - startedAt) / 1000
  }
}
