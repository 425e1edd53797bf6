/**
 * Measures how clients that leave, and one address that submits continuously, affect others. Every client has a waiting job when it leaves;
 * then a person clicks. Needs Linux: the other address is 127.0.0.2.
 */
import { randomUUID } from "node:crypto"
import { loadavg } from "node:os"
import { quantiles } from "../Measure.ts"
import { machine, report, table } from "../Report.ts"
import { ServerProcess } from "../../packages/test-kit/src/ServerProcess.ts"
import { HttpPool } from "./HttpPool.ts"
import { RawWebSocket } from "./RawWebSocket.ts"

const port = 8795

interface Connected {
  readonly socket: RawWebSocket
  readonly connectionId: string
  /** Called with each message except pongs. */
  onMessage: (type: string) => void
}

const connect = (from?: string): Promise<Connected> =>
  new Promise((resolve) => {
    const connected = { onMessage: () => {} } as unknown as { -readonly [Key in keyof Connected]: Connected[Key] }
    connected.socket = new RawWebSocket(
      port,
      () => connected.socket.send('{"action":"ping"}'),
      (text) => {
        const message = JSON.parse(text) as { readonly type: string; readonly connection_id?: string }
        if (message.type !== "pong") return connected.onMessage(message.type)
        connected.connectionId = message.connection_id!
        resolve(connected)
      },
      from
    )
  })

const connectMany = async (count: number, from?: string): Promise<ReadonlyArray<Connected>> => {
  const connected: Array<Connected> = []
  while (connected.length < count) {
    const batch = Array.from({ length: Math.min(100, count - connected.length) }, () => connect(from))
    connected.push(...(await Promise.all(batch)))
  }
  return connected
}

const submit = (http: HttpPool, { connectionId }: Connected, code: string): Promise<number> =>
  new Promise((resolve) => {
    const body = JSON.stringify({ code, connection_id: connectionId, job_id: randomUUID() })
    http.post("/execute/async", body, resolve)
  })

/** From the click to the start of the program and to its result, in milliseconds. */
const click = (http: HttpPool, person: Connected, code = "print(1)") =>
  new Promise<{ readonly started: number; readonly result: number }>((resolve) => {
    const at = performance.now()
    let started = 0
    person.onMessage = (type) => {
      if (type === "started") started = performance.now() - at
      if (type === "result") resolve({ started, result: performance.now() - at })
    }
    void submit(http, person, code)
  })

const interpretersOf = (server: ServerProcess): ReadonlySet<number> => new Set(server.pids())

const leaving = async (server: ServerProcess, count: number): Promise<ReadonlyArray<string>> => {
  const http = new HttpPool(port, 32)
  const person = await connect()
  for (let n = 0; n < 5; n++) await click(http, person)
  const clients = await connectMany(count)
  // Long enough for all of them to be waiting when they leave.
  const statuses = await Promise.all(clients.map((client) => submit(http, client, "import time; time.sleep(0.3)")))
  const before = interpretersOf(server)
  for (const { socket } of clients) socket.close()
  const next = await click(http, person)
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  const lost = [...before].filter((pid) => !server.pids().includes(pid)).length
  person.socket.close()
  const accepted = statuses.filter((status) => status === 202).length
  return [
    `${count} clients leave with ${accepted} jobs`,
    `${next.started.toFixed(0)} ms`,
    `${next.result.toFixed(0)} ms`,
    `${lost}`
  ]
}

const besideAnother = async (count: number): Promise<ReadonlyArray<string>> => {
  const http = new HttpPool(port, 32)
  const runMs = 100
  const code = `import time; time.sleep(${runMs / 1_000})`
  const greedy = await connectMany(count, "127.0.0.2")
  for (const client of greedy) {
    client.onMessage = (type) => {
      if (type === "result") void submit(http, client, code)
    }
    void submit(http, client, code)
  }
  const person = await connect()
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const waits: Array<number> = []
  for (let n = 0; n < 30; n++) waits.push((await click(http, person)).started)
  for (const { socket } of [...greedy, person]) socket.close()
  const { p50 } = quantiles(waits)
  const worst = Math.max(...waits)
  return [
    `beside an address with ${count} connections that submit without end, runs of ${runMs} ms`,
    `p50 ${p50.toFixed(0)} ms, at most ${worst.toFixed(0)} ms: ${(worst / runMs).toFixed(1)} runs`,
    "",
    ""
  ]
}

const server = await ServerProcess.start(port)
const rows = [await leaving(server, 100), await leaving(server, 1_000), await besideAnother(500)]
await server.stop()
report(
  "leaving",
  `
## Clients who leave, and one address that submits without end

${machine()}, load average ${loadavg()[0]!.toFixed(1)}. A person clicks in the moment in which the others leave; interpreters lost are counted three seconds later.

${table(["", "the person's program starts after", "result after", "interpreters lost"], rows)}
`
)
process.exit(0)
