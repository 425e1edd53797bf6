/**
 * Measures what a job costs the server, with clients that cost next to nothing themselves. Given a process id and a port, measures that
 * server, otherwise one that it starts.
 */
import { loadavg } from "node:os"
import { machine, report, table } from "../Report.ts"
import { ServerProcess } from "../../packages/test-kit/src/ServerProcess.ts"
import type { DriverOptions } from "./Driver.ts"
import { drive } from "./Driver.ts"
import { ProcessorTime } from "./ProcessorTime.ts"

const [pidArgument, portArgument, secondsArgument = "8"] = process.argv.slice(2)
const seconds = Number(secondsArgument)
const server = pidArgument === undefined ? await ServerProcess.start(8793) : undefined
const pid = server?.serverPid ?? Number(pidArgument)
const port = server === undefined ? Number(portArgument) : 8793

const kinds: ReadonlyArray<readonly [string, Omit<DriverOptions, "port" | "seconds">]> = [
  ["print(1), 1 client", { clients: 1, code: "print(1)" }],
  ["print(1), 16 clients", { clients: 16, code: "print(1)" }],
  ["print(1), 1,000 clients", { clients: 1_000, code: "print(1)" }],
  ["16 clients, 2 % kill their interpreter", { clients: 16, code: "print(1)", killers: 0.02 }],
  ["1,000 clients, 2 % kill their interpreter", { clients: 1_000, code: "print(1)", killers: 0.02 }],
  ["JavaScript, 16 clients", { clients: 16, code: "console.log(1)", language: "javascript" }],
  [
    "512 KB of output, 8 clients",
    {
      clients: 8,
      code: "console.log('x'.repeat(99).concat('\\n').repeat(5242))",
      language: "javascript",
      outputBytes: 524_288
    }
  ]
]

const rowOf = async (
  pid: number,
  what: string,
  options: Omit<DriverOptions, "port" | "seconds">
): Promise<ReadonlyArray<string>> => {
  const time = new ProcessorTime(pid)
  const marks: Array<{ readonly parent: number; readonly interpreters: number }> = []
  const driven = await drive({ ...options, port, seconds }, () =>
    marks.push({ parent: time.parent, interpreters: time.interpreters })
  )
  time.stop()
  const [from, to] = marks
  const perJob = (part: "parent" | "interpreters") =>
    `${((1_000 * (to![part] - from![part])) / driven.jobs).toFixed(2)} ms`
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  return [
    what,
    (driven.jobs / driven.seconds).toFixed(0),
    perJob("parent"),
    perJob("interpreters"),
    `${(driven.times[Math.floor(0.5 * driven.times.length)] ?? 0).toFixed(1)} ms`,
    `${(driven.times[Math.floor(0.99 * driven.times.length)] ?? 0).toFixed(1)} ms`,
    (driven.messages / driven.jobs).toFixed(1)
  ]
}

const rows: Array<ReadonlyArray<string>> = []
for (const [what, options] of kinds) rows.push(await rowOf(pid, what, options))
if (server !== undefined) {
  await server.stop()
  const isolated = await ServerProcess.start(port, { ISOLATION: "run" })
  const options = { clients: 4, code: "print(1)" }
  rows.push(await rowOf(isolated.serverPid, "print(1), 4 clients, `ISOLATION=run`", options))
  await isolated.stop()
}
const text = table(["", "jobs/s", "parent, processor time a job", "interpreters", "p50", "p99", "messages a job"], rows)
const load = loadavg()[0]!.toFixed(1)
if (server === undefined) console.log(`${text}\nload average ${load}`)
else {
  report(
    "jobs",
    `
## What a job costs

${machine()}, load average ${load} at the end. Clients over raw sockets in one process; each submits, waits for its result, and submits the next one. Processor time
compares better than throughput: the driver and the server share the machine.

${text}
`
  )
}
process.exit(0)
