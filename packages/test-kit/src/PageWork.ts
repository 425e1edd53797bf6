import type { Browser, Page } from "playwright-core"

/** What the main thread of a page did, in processor time. The unit is the work of {@link reference}, done by the same page on the same machine. */
export interface PageWork {
  /** The longest task: for so long nothing could be painted and no key was answered. */
  readonly longest: number
  /** All tasks between two marks of the page; those in which a mark is set count whole. */
  readonly between: (from: string, to: string) => number
}

/** An event of Chromium's trace; times are in microseconds, `tdur` is processor time. */
interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
}

const referenceMark = "reference work"

/** A fixed piece of work: about 15 ms on the machine of `bench/results.md`. */
const reference = (mark: string) =>
  new Promise<void>((resolve) => {
    const work = () => {
      performance.mark(mark)
      let seed = 1
      const numbers = Array.from({ length: 40_000 }, () => (seed = (seed * 48_271) % 2_147_483_647))
      numbers.sort((a, b) => a - b)
      // A task is in the trace once it has ended.
      setTimeout(resolve)
    }
    // A task of its own.
    setTimeout(work)
  })

const categories = ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"]

const medianOf = (numbers: ReadonlyArray<number>) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!

/**
 * Notes the work of a page's main thread while something is done. Processor time says the same whatever else the machine does; only
 * Chromium tells it.
 */
export const pageWork = async (browser: Browser, page: Page, act: () => Promise<unknown>): Promise<PageWork> => {
  await browser.startTracing(page, { categories })
  let trace: Buffer
  try {
    await act()
    for (let n = 0; n < 5; n++) await page.evaluate(reference, referenceMark)
  } finally {
    trace = await browser.stopTracing()
  }
  const { traceEvents } = JSON.parse(String(trace)) as { readonly traceEvents: ReadonlyArray<TraceEvent> }
  const references = traceEvents.filter(({ name }) => name === referenceMark)
  if (references.length === 0) throw new Error("the trace has no reference work")
  const { pid, tid } = references[0]!
  const own = traceEvents.filter((event) => event.pid === pid && event.tid === tid)
  const tasks = own.filter(({ name, ph, tdur }) => name === "RunTask" && ph === "X" && tdur !== undefined)
  const tasksOfReference = references.flatMap(
    ({ ts: at }) => tasks.find(({ dur, ts }) => ts <= at && at <= ts + dur!) ?? []
  )
  if (tasksOfReference.length === 0) throw new Error("the trace has no task of the reference work")
  const unit = medianOf(tasksOfReference.map(({ tdur }) => tdur!))
  const end = tasksOfReference[0]!.ts
  const acted = tasks.filter(({ ts }) => ts < end)
  const markedAt = (mark: string) => {
    const found = own.find(({ name }) => name === mark)
    if (found === undefined) throw new Error(`the page has not marked "${mark}"`)
    return found.ts
  }
  return {
    longest: Math.max(...acted.map(({ tdur }) => tdur!)) / unit,
    between: (from, to) => {
      const [first, last] = [markedAt(from), markedAt(to)]
      return (
        acted.filter(({ dur, ts }) => ts + dur! > first && ts < last).reduce((sum, { tdur }) => sum + tdur!, 0) / unit
      )
    }
  }
}
