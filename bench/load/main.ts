/**
 * Load on the embedded server over loopback: `npm run test:load` uses 1,000 clients and 5,000 jobs, and kills the server during a second
 * load; `npm run test:soak` runs for ten minutes. Fails if a job of a client that stayed had any but its one right outcome, or if the
 * server's memory grew.
 */
import { machine, report } from "../Report.ts"
import { memoryOf, ServerProcess } from "../../packages/test-kit/src/ServerProcess.ts"
import { runLoad } from "./Load.ts"

const isSoak = process.argv[2] === "soak"
const soakMs = 10 * 60_000
const port = 8792
const problems: Array<string> = []

const check = (isTrue: boolean, what: string) => {
  if (!isTrue) problems.push(what)
}

/** Only the server's own process: interpreters come and go, and another benchmark counts them. */
const ownPid = (server: ServerProcess): number =>
  server.pids().findLast((pid) => memoryOf(pid).command.includes("server/src/start"))!

const MiB = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`
const quantile = (sorted: ReadonlyArray<number>, share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
const seed = Date.now() % 100_000
const lines: Array<string> = []
const say = (line: string) => {
  lines.push(line)
  console.log(line)
}

const steadyLoad = async (clients: number, jobs: number, name: string) => {
  const server = await ServerProcess.start(port)
  const pid = ownPid(server)
  const samples: Array<number> = []
  const sampling = setInterval(() => samples.push(memoryOf(pid).resident), 1_000)
  const endAt = performance.now() + (isSoak ? soakMs : 0)
  const totals = { jobs: 0, results: 0, overHttp: 0, seconds: 0 }
  const times: Array<number> = []
  for (let round = 0; round === 0 || performance.now() < endAt; round++) {
    const load = await runLoad({ url: server.url, clients, jobs, leaving: 0.05, killing: 0.02, seed: seed + round })
    totals.jobs += load.jobs
    totals.results += load.results
    totals.overHttp += load.overHttp
    totals.seconds += load.seconds
    for (const time of load.times) times.push(time)
    check(load.wrong.length === 0, `${load.wrong.length} wrong outcomes, such as ${load.wrong[0]}`)
  }
  clearInterval(sampling)
  const third = Math.floor(samples.length / 3)
  const early = Math.max(...samples.slice(third, 2 * third))
  const late = Math.max(...samples.slice(2 * third))
  check(late < early * 1.25, `the server grew from ${MiB(early)} to ${MiB(late)}`)
  times.sort((a, b) => a - b)
  say(
    `${name}: ${clients} clients, ${totals.jobs} jobs of clients that stayed, ${totals.results} right results ` +
      `(${totals.overHttp} over HTTP), ${(totals.jobs / totals.seconds).toFixed(0)} jobs/s, click to outcome p50 ` +
      `${quantile(times, 0.5).toFixed(0)} ms, p99 ${quantile(times, 0.99).toFixed(0)} ms (p99 ` +
      `${(quantile(times, 0.99) / quantile(times, 0.5)).toFixed(1)} × p50); server ${MiB(early)} in the second third, ` +
      `${MiB(late)} in the last; seed ${seed}`
  )
  await server.stop()
}

/** The server is killed and started again: connected clients must still get everything. */
const killedLoad = async () => {
  let server = await ServerProcess.start(port)
  let restart: Promise<void> | undefined
  const onOutcome = (ended: number) => {
    if (ended !== 300) return
    restart = server.kill().then(async () => {
      server = await ServerProcess.start(port)
    })
  }
  const load = await runLoad({ url: server.url, clients: 100, jobs: 1_000, leaving: 0, killing: 0, seed, onOutcome })
  await restart
  check(restart !== undefined, "the server was not killed")
  check(load.wrong.length === 0, `SIGKILL: ${load.wrong.length} wrong outcomes, such as ${load.wrong[0]}`)
  say(
    `SIGKILL in the middle and a start: 100 clients, ${load.jobs} jobs, ${load.results} right results ` +
      `(${load.overHttp} over HTTP), the slowest after ${((load.times.at(-1) ?? 0) / 1000).toFixed(1)} s`
  )
  await server.stop()
}

/** The server is asked to stop: it finishes what it accepted. */
const drainedLoad = async () => {
  let server = await ServerProcess.start(port)
  let restart: Promise<void> | undefined
  const onOutcome = (ended: number) => {
    if (ended !== 200) return
    restart = server.stop().then(async () => {
      server = await ServerProcess.start(port)
    })
  }
  const load = await runLoad({ url: server.url, clients: 50, jobs: 600, leaving: 0, killing: 0, seed, onOutcome })
  await restart
  check(load.wrong.length === 0, `SIGTERM: ${load.wrong.length} wrong outcomes, such as ${load.wrong[0]}`)
  say(`SIGTERM in the middle and a start: 50 clients, ${load.jobs} jobs, ${load.results} right results`)
  await server.stop()
}

if (isSoak) {
  await steadyLoad(50, 5_000, "Soak of ten minutes")
} else {
  await steadyLoad(1_000, 5_000, "Load")
  await killedLoad()
  await drainedLoad()
}
const title = isSoak ? "soak" : "load"
report(
  title,
  `\n## ${isSoak ? "Soak" : "Load and faults"}\n\n${machine()}.\n\n${lines.map((line) => `- ${line}`).join("\n")}\n`
)
for (const problem of problems) console.error(problem)
process.exit(problems.length === 0 ? 0 : 1)
