/** Measures how long a hostile body within the limit blocks everything else: the delay of the event loop, and the length of the response. */
import { flatBody, knownBodies, randomBody } from "@glissade/testing/HostileBodies"
import * as Effect from "effect/Effect"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { setImmediate } from "node:timers/promises"
import { post, WebHandler } from "../packages/test-kit/src/WebHandler.ts"
import { seed } from "../packages/test-kit/src/Seed.ts"
import { makeRandom } from "../packages/testing/src/faults/FaultSchedule.ts"
import { machine, report, table } from "./Report.ts"

/** The longest that a body may block others, in milliseconds. */
const budget = 100

const random = makeRandom(seed)
const bodies = [...knownBodies(), ...Array.from({ length: 1_000 }, () => randomBody(random))]

const measure = async (handler: (request: Request) => Promise<Response>, text: string) => {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const request = post(text)
  delay.enable()
  await setImmediate()
  const answer = await (await handler(request)).text()
  await setImmediate()
  delay.disable()
  return { delay: delay.max / 1e6, answer: answer.length }
}

const results = await Effect.runPromise(
  Effect.gen(function* () {
    const handler = yield* WebHandler
    return yield* Effect.promise(async () => {
      const measured: Array<{ readonly name: string; readonly delay: number; readonly answer: number }> = []
      for (const { name, text } of bodies) measured.push({ name, ...(await measure(handler, text)) })
      return measured
    })
  }).pipe(Effect.provide(WebHandler.layer), Effect.scoped)
)

const flat = flatBody()
const before = performance.now()
JSON.parse(flat)
const parsing = performance.now() - before

const slowest = results.toSorted((a, b) => b.delay - a.delay)
report(
  "bodies",
  `## Hostile bodies

${machine()}. ${knownBodies().length} known bodies and 1,000 of chance (seed ${seed}), up to 1 MiB each; \`JSON.parse\` of a flat one of that size: ${parsing.toFixed(1)} ms.
No body may hold up the event loop for over ${budget} ms.

${table(
  ["body", "the event loop was held up for", "answer"],
  slowest.slice(0, 5).map(({ answer, delay, name }) => [name, `${delay.toFixed(1)} ms`, `${answer} B`])
)}`
)
if (slowest[0]!.delay > budget)
  throw new Error(`${slowest[0]!.name} held up the event loop for ${slowest[0]!.delay} ms`)
