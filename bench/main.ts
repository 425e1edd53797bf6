/** Measures the embedded server as people use it, compared with bare processes, all in one run. */
import { execFileSync } from "node:child_process"
import type { ClientOptions, Outcome } from "@glissade/client/Client"
import { Client } from "@glissade/client/Client"
import type { Times } from "./Measure.ts"
import { repeat, runProcess } from "./Measure.ts"
import { machine, report, table } from "./Report.ts"
import { memoryOf, ServerProcess } from "../packages/test-kit/src/ServerProcess.ts"

const port = 8790
const runs = 200

const programs: Readonly<Record<string, string>> = {
  python: "print(1)",
  javascript: "console.log(1)",
  typescript: "const one: number = 1\nconsole.log(one)"
}

const assertRan = (outcome: Outcome, route: "live" | "http") => {
  if (outcome.type !== "result" || outcome.result.stdout !== "1\n" || outcome.route !== route) {
    throw new Error(`unexpected outcome: ${JSON.stringify(outcome)}`)
  }
}

const clickToResult = (client: Client, language: string, route: "live" | "http") =>
  repeat(runs, 20, async () => assertRan(await client.execute({ language, code: programs[language]! }).outcome, route))

const connected = (options: ClientOptions): Promise<Client> =>
  new Promise((resolve) => {
    const client = new Client(options)
    const stop = client.onStatus((status) => {
      if (status.phase !== "ready") return
      stop()
      resolve(client)
    })
    client.connect()
  })

const throughput = async (url: string, clients: number, seconds: number): Promise<number> => {
  const stopAt = performance.now() + seconds * 1000
  let done = 0
  await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = await connected({ apiUrl: url })
      while (performance.now() < stopAt) {
        assertRan(await client.execute({ code: "print(1)" }).outcome, "live")
        done++
      }
      client.close()
    })
  )
  return done / seconds
}

const firstResult = async (url: string): Promise<void> => {
  const body = JSON.stringify({ code: "print(1)" })
  const headers = { "content-type": "application/json" }
  while (!(await fetch(`${url}/execute`, { method: "POST", headers, body })).ok) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const ratio = (value: number, base: number) => `${(value / base).toFixed(2)} ×`
const ms = (value: number) => `${value.toFixed(1)} ms`
const MiB = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`

// The interpreter itself: if python3 is a version manager's shim, the shim would be most of the time.
const pythonBinary = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim()
const python = await repeat(40, 5, () => runProcess(pythonBinary, ["-c", "print(1)"]))
const node = await repeat(40, 5, () => runProcess(process.execPath, ["-e", "console.log(1)"]))

const startedAt = performance.now()
const server = await ServerProcess.start(port)
const listening = performance.now() - startedAt
await firstResult(server.url)
const first = performance.now() - startedAt

const live = await connected({ apiUrl: server.url })
const http = new Client({ apiUrl: server.url, webSocketUrl: null })

const rows: Array<ReadonlyArray<string>> = []
for (const language of Object.keys(programs)) {
  const base: readonly [string, Times] = language === "python" ? ["python3 -c", python] : ["node -e", node]
  for (const [route, client] of [
    ["live", live],
    ["http", http]
  ] as const) {
    const times = await clickToResult(client, language, route)
    rows.push([
      `${language} over ${route === "live" ? "WebSocket" : "HTTP"}`,
      `${ratio(times.p50, base[1].p50)} ${base[0]}`,
      `${ratio(times.p95, base[1].p50)}`,
      ms(times.p50),
      ms(times.p95)
    ])
  }
}

const jobs: Array<ReadonlyArray<string>> = []
for (const clients of [1, 4, 16]) {
  const perSecond = await throughput(server.url, clients, 5)
  jobs.push([String(clients), ratio(perSecond, 1000 / python.p50), perSecond.toFixed(0)])
}

const memory = server
  .pids()
  .map(memoryOf)
  .flatMap(({ command, private: own, resident }) => {
    const engine = /\b(python|javascript)\b/.exec(command.replace(/.*host\/main\.[jt]s/, ""))?.[1]
    // A process of bubblewrap around an interpreter has the interpreter's command line and next to no memory.
    return engine === undefined || resident < 10 * 2 ** 20 ? [] : [[`${engine} interpreter`, MiB(own), MiB(resident)]]
  })

live.close()
http.close()
await server.stop()

report(
  "embedded server",
  `
## Embedded server

${machine()}. Baselines are bare processes: \`python3 -c 'print(1)'\` p50 ${ms(python.p50)}, \`node -e 'console.log(1)'\` p50
${ms(node.p50)} (${python.count} runs each). Click to result: ${runs} runs each with the client library in Node on the same machine.

${table(["click to result", "p50 as a ratio", "p95 to the same base", "p50", "p95"], rows)}

${table(["clients at once", "Python jobs/s to one bare python3 after another", "jobs/s"], jobs)}

| from \`npm start\`, built, image on disk | ratio to \`node -e\` | time |
| --- | --- | --- |
| listening | ${ratio(listening, node.p50)} | ${ms(listening)} |
| first Python result over HTTP | ${ratio(first, node.p50)} | ${ms(first)} |

${table(["warm process", "its own memory", "resident"], memory)}
`
)
process.exit(0)
