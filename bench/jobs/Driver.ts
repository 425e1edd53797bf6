import { randomUUID } from "node:crypto"
import { HttpPool } from "./HttpPool.ts"
import { RawWebSocket } from "./RawWebSocket.ts"

export interface DriverOptions {
  readonly port: number
  readonly clients: number
  readonly seconds: number
  readonly code: string
  readonly language?: string
  readonly outputBytes?: number
  /** Share of the programs that kill their interpreter. */
  readonly killers?: number
}

export interface Driven {
  readonly jobs: number
  readonly seconds: number
  /** From submit to result, in milliseconds, sorted. */
  readonly times: ReadonlyArray<number>
  readonly messages: number
}

const killer = "import os\nos.abort()"

const typeOf = (text: string): string => {
  const at = text.indexOf('"type":"') + 8
  return text.slice(at, text.indexOf('"', at))
}

/**
 * Clients that each submit a program, wait for its result on their WebSocket, and submit the next one. `measure` is called once they are at
 * work, and again when the time is over.
 */
export const drive = async (options: DriverOptions, measure: () => void = () => {}): Promise<Driven> => {
  const { clients, code, killers = 0, language = "python", outputBytes, port, seconds } = options
  const http = new HttpPool(port, Math.min(clients, 64))
  const times: Array<number> = []
  const sockets: Array<RawWebSocket> = []
  let messages = 0
  let isMeasuring = false
  let isOver = false
  let submits = 0

  const client = () =>
    new Promise<() => void>((ready) => {
      let connectionId = ""
      let submittedAt = 0
      const submit = () => {
        if (isOver) return
        submittedAt = performance.now()
        const program = killers > 0 && ++submits % Math.round(1 / killers) === 0 ? killer : code
        const body = JSON.stringify({
          language,
          code: program,
          connection_id: connectionId,
          job_id: randomUUID(),
          attempt: 1,
          job_key: "k".repeat(32),
          ...(outputBytes && { limits: { output_bytes: outputBytes } })
        })
        http.post("/execute/async", body, (status) => {
          if (status !== 202) setTimeout(submit, 200)
        })
      }
      const socket = new RawWebSocket(
        port,
        () => socket.send('{"action":"ping"}'),
        (text) => {
          if (isMeasuring) messages++
          const type = typeOf(text)
          if (type === "pong") {
            connectionId = (JSON.parse(text) as { connection_id: string }).connection_id
            ready(submit)
          } else if (type === "result") {
            if (isMeasuring) times.push(performance.now() - submittedAt)
            submit()
          }
        }
      )
      sockets.push(socket)
    })

  const begins: Array<() => void> = []
  for (let from = 0; from < clients; from += 100) {
    begins.push(...(await Promise.all(Array.from({ length: Math.min(100, clients - from) }, client))))
  }
  for (const submit of begins) submit()
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  isMeasuring = true
  measure()
  const startedAt = performance.now()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  isMeasuring = false
  const elapsed = (performance.now() - startedAt) / 1_000
  measure()
  isOver = true
  // Running jobs finish before their clients leave.
  await new Promise((resolve) => setTimeout(resolve, 500))
  for (const socket of sockets) socket.close()
  return { jobs: times.length, seconds: elapsed, times: times.toSorted((one, other) => one - other), messages }
}
