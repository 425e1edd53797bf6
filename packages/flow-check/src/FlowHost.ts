import * as ActiveJobs from "@glissade/core/ActiveJobs"
import { Runtimes } from "@glissade/core/Admission"
import { execute } from "@glissade/core/Execute"
import { answerFrame, encodeFrame } from "@glissade/core/Frames"
import type { Push } from "@glissade/core/Push"
import { ConnectionGone, Connections, layerMemory as layerPush, PushUnavailable } from "@glissade/core/Push"
import type { Delivery } from "@glissade/core/Queue"
import { Queue } from "@glissade/core/Queue"
import * as QueueMemoryModule from "@glissade/core/QueueMemory"
import { QueueMemory } from "@glissade/core/QueueMemory"
import { QueueMonitor } from "@glissade/core/QueueMonitor"
import { cancelJob, readJob } from "@glissade/core/JobAccess"
import * as ResultStore from "@glissade/core/ResultStore"
import type { Sandbox } from "@glissade/core/Sandbox"
import { layerMemory as layerSandbox } from "@glissade/core/Sandbox"
import { ConnectionLookup } from "@glissade/core/ConnectionLookup"
import { submit } from "@glissade/core/Submit"
import { work } from "@glissade/core/JobWorker"
import { ExecutionRequest, JobRequest, JobStatus } from "@glissade/protocol/Execution"
import { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { ConnectionId } from "@glissade/protocol/Ids"
import { JobId, JobKey } from "@glissade/protocol/Ids"
import type { Finished, ServerMessage } from "@glissade/protocol/Message"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { dieAfter } from "@glissade/testing/faults/DyingWorker"
import { deliverWith } from "@glissade/testing/faults/FaultyQueue"
import type { SandboxFault } from "@glissade/testing/faults/FaultySandbox"
import { faultySandbox } from "@glissade/testing/faults/FaultySandbox"
import { runtimes } from "@glissade/testing/Fixtures"
import type { FaultPlan } from "./FaultPlan.ts"
import { makeSandboxRun } from "./Program.ts"
import type { VirtualTime } from "./VirtualTime.ts"

/** The host's behaviour around the real programs; tests plant faults here that the properties must find. */
export interface HostHooks {
  /** Wraps the handler of deliveries. */
  readonly handle?: (
    handler: (delivery: Delivery) => Effect.Effect<void, unknown, Push | Sandbox>
  ) => (delivery: Delivery) => Effect.Effect<void, unknown, Push | Sandbox>
  /** Changes a message on its way out. */
  readonly message?: (message: ServerMessage, connectionId: ConnectionId) => ServerMessage
  /** Wraps the handler of submits. */
  readonly submit?: (
    take: Effect.Effect<JobId, { readonly _tag: string }, Services>,
    request: JobRequest
  ) => Effect.Effect<JobId, { readonly _tag: string }, Services>
  readonly queue?: Partial<QueueMemoryModule.QueueMemoryOptions>
  /** A journal of runs; without it there is none. */
  readonly journal?: Layer.Layer<never>
}

/** The response to an HTTP call. */
export interface HostAnswer {
  readonly status: number
  readonly body: unknown
}

const visibilityTimeoutMs = 30_000

/** What the queue sees of a worker that died: nothing until the visibility timeout is over, then a failure. */
const silence = Effect.andThen(Effect.sleep(visibilityTimeoutMs), Effect.fail("the worker died"))

/** Job and attempt of a message body, or nothing if it is not a job. */
const submitOf = (body: string): string | undefined => {
  if (!body.startsWith("{")) return undefined
  const { attempt, job_id: jobId } = JSON.parse(body) as { readonly attempt: number; readonly job_id: string }
  return `${jobId}:${attempt}`
}

const pushLatencyMs = 5
const latePushMs = 1_500

const decodeJob = Schema.decodeUnknownEffect(JobRequest)
const decodeExecution = Schema.decodeUnknownEffect(ExecutionRequest)
const encodeStatus = Schema.encodeSync(JobStatus)
const encodeResult = Schema.encodeSync(ExecutionResult)

const problems: Readonly<Record<string, object>> = { JobUnknown: { type: "urn:glissade:problem:unknown-job" } }

const noLookup = ConnectionLookup.defaultValue()

type Services = Queue | QueueMemory | QueueMonitor | Push | Connections | Sandbox | Runtimes

/**
 * The real programs of core (`Submit`, `Execute`, `JobWorker`) over the real in-memory queue on virtual time, with the faults of a scenario
 * between them. Only the interpreters are simulated.
 */
export class FlowHost {
  readonly #time: VirtualTime
  readonly #plan: FaultPlan
  readonly #hooks: HostHooks
  readonly #scope = Scope.makeUnsafe()
  #context!: Context.Context<Services>
  readonly #open = new Map<ConnectionId, (frame: string) => void>()
  /** Submits that were answered with 202 and have no outcome yet. */
  readonly #unsettled = new Map<string, ConnectionId>()
  /** The messages of each submit: more than one means that it was accepted twice. */
  readonly #messages = new Map<string, Set<string>>()

  #outages = 0

  constructor(time: VirtualTime, plan: FaultPlan, hooks: HostHooks) {
    this.#time = time
    this.#plan = plan
    this.#hooks = hooks
  }

  async start(): Promise<void> {
    const window = this.#plan.deduplicates ? {} : { deduplicationWindowMs: 0 }
    const services = Layer.mergeAll(
      QueueMemoryModule.layerMemory({ visibilityTimeoutMs, ...window, ...this.#hooks.queue }),
      layerPush,
      faultySandbox(layerSandbox(runtimes, makeSandboxRun()), () => this.#nextSandboxFault()),
      Layer.succeed(Runtimes, runtimes),
      Logger.layer([])
    )
    const keeping = Layer.merge(ActiveJobs.layerMemory, ResultStore.layerMemory())
    const kept = this.#plan.keepsJobs ? Layer.provideMerge(keeping, services) : services
    const layer = Layer.provideMerge(kept, Layer.provide(this.#hooks.journal ?? Layer.empty, Logger.layer([])))
    this.#context = await this.#run(Scope.provide(Layer.build(layer), this.#scope))
    const queue = Context.get(this.#context, Queue)
    // A host that does not know its jobs has its worker elsewhere, without knowledge of connections.
    const worker = this.#plan.keepsJobs ? this.#context : Context.add(this.#context, ConnectionLookup, noLookup)
    void this.#run(
      Effect.provideContext(
        queue.consume((delivery) => this.#deliver(delivery)),
        worker
      )
    )
  }

  /** No interpreter is available for the given time. */
  outage(forMs: number): void {
    this.#outages++
    this.#time.setTimer(() => this.#outages--, forMs)
  }

  #nextSandboxFault(): SandboxFault | undefined {
    const fault = this.#plan.next("sandbox")
    if (this.#outages > 0) return "boot"
    return fault && "crashed"
  }

  async stop(): Promise<void> {
    await this.#run(Scope.close(this.#scope, Exit.void))
  }

  /** Messages that wait or run. */
  get depth(): number {
    return Effect.runSync(Context.get(this.#context, QueueMonitor).depth)
  }

  get deadLetters(): ReadonlyArray<Delivery> {
    return Context.get(this.#context, QueueMemory).deadLetters()
  }

  /** Accepted submits without an outcome: no result, no dead letter, and their connection did not close. */
  get lost(): ReadonlyArray<string> {
    const dead = new Set(this.deadLetters.map(({ body }) => submitOf(body)))
    return [...this.#unsettled].flatMap(([submit, connectionId]) =>
      dead.has(submit) || !this.#open.has(connectionId) ? [] : [submit]
    )
  }

  /** Submits that became more than one message. */
  get doubled(): ReadonlyArray<string> {
    return [...this.#messages].flatMap(([submit, messages]) => (messages.size > 1 ? [submit] : []))
  }

  async connect(connectionId: ConnectionId, receive: (frame: string) => void): Promise<void> {
    this.#open.set(connectionId, receive)
    const { open } = Context.get(this.#context, Connections)
    await this.#run(open(connectionId, (message) => this.#send(connectionId, message)))
  }

  async disconnect(connectionId: ConnectionId): Promise<void> {
    this.#open.delete(connectionId)
    await this.#run(Context.get(this.#context, Connections).close(connectionId))
  }

  /** Answers a client's frame. */
  async receive(connectionId: ConnectionId, frame: string): Promise<void> {
    for (const message of await this.#run(answerFrame(frame, connectionId))) {
      const text = encodeFrame(message)
      this.#time.setTimer(() => this.#open.get(connectionId)?.(text), pushLatencyMs)
    }
  }

  /** Puts a message on the queue that is not a job. */
  async poison(groupId: string, name: string): Promise<void> {
    const { send } = Context.get(this.#context, QueueMemory)
    await this.#run(Effect.ignore(send({ groupId, deduplicationId: name, body: name, attributes: {} })))
  }

  /** `POST /execute/async`. */
  submit(body: unknown): Promise<HostAnswer> {
    return this.#answer(
      decodeJob(body).pipe(
        Effect.flatMap((request) =>
          Effect.tap(this.#hooks.submit?.(submit(request), request) ?? submit(request), (jobId) =>
            Effect.sync(() => this.#accept(jobId, request))
          )
        ),
        Effect.map((jobId) => ({ status: 202, body: { job_id: jobId, status: "queued" } })),
        Effect.provideService(ConnectionLookup, Context.get(this.#context, ConnectionLookup))
      )
    )
  }

  /** `POST /execute`. */
  execute(body: unknown): Promise<HostAnswer> {
    return this.#answer(
      decodeExecution(body).pipe(
        Effect.flatMap(execute),
        Effect.map((result) => ({ status: 200, body: encodeResult(result) }))
      )
    )
  }

  /** `GET /jobs/{job_id}`. */
  read(jobId: string, key: string): Promise<HostAnswer> {
    return this.#answer(
      Effect.map(readJob(JobId.make(jobId), JobKey.make(key)), (status) => ({
        status: 200,
        body: encodeStatus(status)
      }))
    )
  }

  /** `DELETE /jobs/{job_id}`. */
  cancel(jobId: string, key: string): Promise<HostAnswer> {
    return this.#answer(
      Effect.as(cancelJob(JobId.make(jobId), JobKey.make(key)), { status: 200, body: { status: "cancelled" } })
    )
  }

  /** A repeat of a settled submit does not count as a new one. */
  #accept(jobId: string, { attempt = 1, connectionId }: JobRequest): void {
    const submit = `${jobId}:${attempt}`
    if (connectionId !== undefined && !this.#messages.has(submit)) this.#unsettled.set(submit, connectionId)
  }

  /** A cancelled job is cancelled in all its attempts: an earlier one that is delivered again may tell it for a later one. */
  #settle({ attempt, jobId, result }: Finished): void {
    this.#unsettled.delete(`${jobId}:${attempt}`)
    if (result.status !== "cancelled") return
    for (const submit of this.#unsettled.keys()) if (submit.startsWith(`${jobId}:`)) this.#unsettled.delete(submit)
  }

  #answer(effect: Effect.Effect<HostAnswer, { readonly _tag: string }, Services>): Promise<HostAnswer> {
    const statuses: Readonly<Record<string, number>> = {
      JobUnknown: 404,
      JobsNotKept: 501,
      UnknownConnection: 404,
      QueueFull: 429,
      QueueUnavailable: 503,
      SandboxUnavailable: 503
    }
    return this.#run(
      Effect.catch(effect, ({ _tag }) =>
        Effect.succeed({ status: statuses[_tag] ?? 400, body: problems[_tag] ?? { detail: _tag } })
      )
    )
  }

  /** One push, with its fault of the plan. */
  #send(connectionId: ConnectionId, original: ServerMessage): Effect.Effect<void, ConnectionGone | PushUnavailable> {
    return Effect.suspend((): Effect.Effect<void, ConnectionGone | PushUnavailable> => {
      if (!this.#open.has(connectionId)) return Effect.fail(new ConnectionGone())
      const how = this.#plan.next("push")?.how
      if (how === "unavailable") return Effect.fail(new PushUnavailable({ message: "throttled" }))
      const message = this.#hooks.message?.(original, connectionId) ?? original
      if (original.type === "result") this.#settle(original)
      const arrive = () => this.#open.get(connectionId)?.(encodeFrame(message))
      if (how !== "lost") this.#time.setTimer(arrive, how === "late" ? latePushMs : pushLatencyMs)
      if (how === "repeated") this.#time.setTimer(arrive, pushLatencyMs + 1)
      return Effect.void
    })
  }

  /** One delivery, with its fault of the plan: normal, twice at once, or interrupted in the middle. */
  #deliver(delivery: Delivery): Effect.Effect<void, unknown, Services> {
    return Effect.suspend(() => {
      const submit = submitOf(delivery.body)
      if (submit !== undefined) {
        this.#messages.set(submit, (this.#messages.get(submit) ?? new Set()).add(delivery.messageId))
      }
      const crash = this.#plan.next("crash")
      const isDouble = this.#plan.next("duplicate") !== undefined
      const handler = this.#hooks.handle?.(work) ?? work
      const mortal = (received: Delivery) =>
        crash === undefined || received !== delivery
          ? handler(received)
          : dieAfter(handler(received), crash.afterPushes, silence)
      return deliverWith(isDouble ? "twice" : undefined, mortal, delivery)
    })
  }

  #run<A, E>(effect: Effect.Effect<A, E, Services | never>): Promise<A> {
    const provided = this.#context === undefined ? effect : Effect.provideContext(effect, this.#context)
    return Effect.runPromise(this.#time.provide(provided) as Effect.Effect<A, E>)
  }
}
