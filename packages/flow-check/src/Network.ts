import { OpenRuns } from "@glissade/client/OpenRuns"
import type { Environment, SocketLike } from "@glissade/client/Environment"
import { ConnectionId } from "@glissade/protocol/Ids"
import { jobKeyHeader, outputForms } from "@glissade/protocol/Runtime"
import type { FaultPlan } from "./FaultPlan.ts"
import type { FlowHost, HostAnswer } from "./FlowHost.ts"
import type { VirtualTime } from "./VirtualTime.ts"

const latencyMs = 10
const slowMs = 12_000

/** What one client sends and receives; tests change it to plant faults of a client. */
export interface ClientHooks {
  /** Changes the body of a submit. */
  readonly submit?: (body: Record<string, unknown>) => Record<string, unknown>
  /** Changes a frame before the client reads it. */
  readonly frame?: (frame: string) => string | undefined
}

class VirtualSocket implements SocketLike {
  onopen: (() => void) | null = null
  onmessage: ((event: { readonly data: unknown }) => void) | null = null
  onclose: ((event: { readonly code: number }) => void) | null = null
  onerror: (() => void) | null = null
  readonly #onSend: (text: string) => void
  readonly #onClose: () => void

  constructor(onSend: (text: string) => void, onClose: () => void) {
    this.#onSend = onSend
    this.#onClose = onClose
  }

  send(text: string): void {
    this.#onSend(text)
  }

  close(): void {
    this.#onClose()
  }
}

interface Link {
  readonly socket: VirtualSocket
  connectionId: ConnectionId | undefined
  isUp: boolean
}

const toResponse = ({ body, status }: HostAnswer): Response =>
  new Response(JSON.stringify(body), { status, headers: { "retry-after": "1" } })

/** One person's network to the host: HTTP and WebSocket with latency, and the scenario's faults. */
export class Network {
  readonly #time: VirtualTime
  readonly #plan: FaultPlan
  readonly #host: FlowHost
  readonly #name: string
  readonly #hooks: ClientHooks
  readonly #links = new Set<Link>()
  #connections = 0
  #isPartitioned = false
  /** Counts the loads of the page; effects of an earlier page are dropped. */
  #page = 0
  #kept: string | null = null

  constructor(name: string, time: VirtualTime, plan: FaultPlan, host: FlowHost, hooks: ClientHooks) {
    this.#name = name
    this.#time = time
    this.#plan = plan
    this.#host = host
    this.#hooks = hooks
  }

  /** The connection's id, if there is one, so that others can put messages into its group. */
  get connectionId(): ConnectionId | undefined {
    return [...this.#links].find((link) => link.isUp)?.connectionId
  }

  environment(random: () => number): Environment {
    const page = this.#page
    const isGone = () => page !== this.#page
    return {
      now: () => this.#time.now,
      random,
      setTimer: (callback, ms) => this.#time.setTimer(() => (isGone() ? undefined : callback()), ms),
      fetch: async (url, init) => {
        const response = await this.#fetch(url, init)
        return isGone() ? new Promise<never>(() => {}) : response
      },
      openSocket: () => this.#open(),
      randomBytes: () => Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256))
    }
  }

  /** What the current page persists for the next one. */
  openRuns(): OpenRuns {
    const page = this.#page
    const storage = {
      read: () => this.#kept,
      write: (text: string) => {
        if (page === this.#page) this.#kept = text
      }
    }
    return new OpenRuns({ storage, claim: () => Promise.resolve(true), now: () => this.#time.now })
  }

  /** Closes the page. Another one can be opened, which finds what this one persisted. */
  leavePage(): void {
    this.#page++
    this.breakLinks()
  }

  /** Breaks the connections; `partition` allows no new ones until `heal`. */
  breakLinks(): void {
    for (const link of this.#links) this.#down(link, 1006)
  }

  partition(forMs: number): void {
    this.#isPartitioned = true
    this.breakLinks()
    this.#time.setTimer(() => {
      this.#isPartitioned = false
    }, forMs)
  }

  #later(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#time.setTimer(resolve, ms)
    })
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const how = this.#plan.next("http")?.how
    const aborted = new Promise<never>((_, reject) => {
      init.signal?.addEventListener("abort", () => reject(new Error("aborted")))
    })
    return Promise.race([aborted, this.#call(url, init, how)])
  }

  #ask(url: string, { body: text, headers, method }: RequestInit): Promise<HostAnswer> {
    const [, jobId] = /\/jobs\/(.+)$/.exec(url) ?? []
    if (jobId !== undefined) {
      const key = (headers as { readonly "glissade-job-key": string })["glissade-job-key"]
      return method === "DELETE" ? this.#host.cancel(jobId, key) : this.#host.read(jobId, key)
    }
    if (url.endsWith("/runtimes")) {
      // The stateless server also stands for an older one, which sends output twice.
      const features = this.#plan.keepsJobs ? [jobKeyHeader, outputForms] : [jobKeyHeader]
      return Promise.resolve({ status: 200, body: { features } })
    }
    const body = JSON.parse(String(text)) as Record<string, unknown>
    return url.endsWith("/async") ? this.#host.submit(this.#hooks.submit?.(body) ?? body) : this.#host.execute(body)
  }

  async #call(url: string, init: RequestInit, how: string | undefined): Promise<Response> {
    await this.#later(how === "slow" ? slowMs : latencyMs)
    if (how === "request-lost" || this.#isPartitioned) throw new Error("connection reset")
    if (how === "unavailable") return toResponse({ status: 503, body: { detail: "busy" } })
    const answer = await this.#ask(url, init)
    await this.#later(latencyMs)
    if (how === "answer-lost") throw new Error("connection reset")
    return toResponse(answer)
  }

  #open(): SocketLike {
    const link: Link = {
      socket: new VirtualSocket(
        (text) => this.#receive(link, text),
        () => this.#down(link, 1000)
      ),
      connectionId: undefined,
      isUp: false
    }
    this.#links.add(link)
    this.#time.setTimer(() => void this.#up(link), latencyMs)
    return link.socket
  }

  async #up(link: Link): Promise<void> {
    if (!this.#links.has(link)) return
    if (this.#isPartitioned) return this.#down(link, 1006)
    link.isUp = true
    link.connectionId = ConnectionId.make(`${this.#name}-${++this.#connections}`)
    await this.#host.connect(link.connectionId, (frame) => this.#deliver(link, frame))
    link.socket.onopen?.()
  }

  #deliver(link: Link, frame: string): void {
    const read = this.#hooks.frame === undefined ? frame : this.#hooks.frame(frame)
    if (link.isUp && read !== undefined) link.socket.onmessage?.({ data: read })
  }

  #receive(link: Link, text: string): void {
    const { connectionId } = link
    if (connectionId === undefined) return
    this.#time.setTimer(() => void this.#host.receive(connectionId, text), latencyMs)
  }

  #down(link: Link, code: number): void {
    if (!this.#links.delete(link)) return
    link.isUp = false
    if (link.connectionId !== undefined) void this.#host.disconnect(link.connectionId)
    this.#time.setTimer(() => link.socket.onclose?.({ code }), latencyMs)
  }
}
