import { SandboxUnavailable } from "@glissade/core/Sandbox"
import { Turns } from "@glissade/core/Turns"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { availableParallelism } from "node:os"
import type { Program } from "@glissade/engine/Engine"
import type { HostCommand } from "../process/HostCommand.ts"
import type { HostGone } from "../process/HostAnswers.ts"
import type { HostProcess } from "../process/HostProcess.ts"
import { spawnHost } from "../process/HostProcess.ts"
import type { Offer } from "./WaitQueue.ts"
import { WaitQueue } from "./WaitQueue.ts"

export interface PoolOptions {
  /** Name of the engine, for messages. */
  readonly engine: string
  /** How to start a process. Run before every start, so it can prepare what all of them need. */
  readonly command: Effect.Effect<HostCommand>
  /** Maximum interpreters. Each runs one program at a time. */
  readonly interpreters: number
  /**
   * Maximum spare processes, kept warm while programs take interpreters down: a replacement takes a third of a second, which the next
   * program should not wait for. Default: as many as interpreters, and none for a single one.
   */
  readonly spares?: number
  /** How long after the loss of an interpreter a spare is kept. Default: a minute. */
  readonly spareMs?: number
  /** When a healthy process is replaced. Default: after 1,000 runs, and after an hour. */
  readonly recycling?: Partial<Recycling>
  /** A program that a process runs before it is offered: the first program takes three times as long as later ones. */
  readonly warmUp?: Program
}

/** How long a process is used. Checked after each run. */
export interface Recycling {
  readonly maximumRuns: number
  readonly maximumAgeMs: number
}

const defaultRecycling: Recycling = { maximumRuns: 1_000, maximumAgeMs: 3_600_000 }

/** Interpreters of one engine, each in its own process, which is replaced as soon as it ends. */
export interface Pool {
  /** Starts the first interpreter if there is none yet; does not wait for it. */
  readonly warm: Effect.Effect<void>
  /**
   * Waits for an interpreter ({@link WaitQueue}) and holds it for one run until the scope closes, which kills a program that still runs.
   * Fails if no interpreter can be started.
   */
  readonly take: Effect.Effect<HostProcess, SandboxUnavailable, Scope.Scope>
  /** The same for a program that may wait for input: at most half of the interpreters run such programs. */
  readonly takeForInput: Effect.Effect<HostProcess, SandboxUnavailable, Scope.Scope>
  /** Completes when the first interpreter is ready; `undefined` from then on. */
  readonly booting: () => Effect.Effect<void> | undefined
  /** Ids of the processes that are there now. */
  readonly pids: () => ReadonlyArray<number>
}

/** Delay before a failed boot is tried again: from a quarter of a second, growing up to ten seconds. */
const bootRetries = Schedule.min([Schedule.exponential(250), Schedule.spaced(10_000)])

/** Minimum interpreters of an engine in use: one slow run must not hold up all others. */
const minimumInUse = 2

/**
 * Each boot takes a processor, so more of them at once are not faster. At least two: a single boot gets too little of a busy machine, and
 * falls behind programs that take interpreters down.
 */
const bootsAtOnce = Math.max(2, availableParallelism())

/** Without an image a boot takes up to 5 s, more on a machine that is busy. */
const bootTimeoutMs = 60_000

/** How often the memory of busy processes is checked. */
const memoryCheckMs = 250

const wasKilledFromOutside = (process: HostProcess) =>
  process.isAlive()
    ? Effect.succeed(false)
    : Effect.map(process.gone, ({ killedFor, signal }) => signal === "SIGKILL" && killedFor === undefined)

/** Makes the pool; its processes live until the scope closes. */
export const make = Effect.fnUntraced(function* (options: PoolOptions) {
  const scope = yield* Effect.scope
  const line = new WaitQueue(options.interpreters)
  const inputTurns = new Turns(Math.floor(options.interpreters / 2))
  const { monotonicTimeNanosUnsafe } = yield* Clock.Clock
  const now = () => Number(monotonicTimeNanosUnsafe() / 1_000_000n)
  const spareMs = options.spareMs ?? 60_000
  const { maximumAgeMs, maximumRuns } = { ...defaultRecycling, ...options.recycling }
  const processes = new Set<HostProcess>()
  const mostSpares = options.spares ?? (options.interpreters === 1 ? 0 : options.interpreters)
  const boots = yield* Semaphore.make(bootsAtOnce)
  const firstReady = Deferred.makeUnsafe<void>()
  let slots = 0
  /** Slots whose process is booting or ready. While there is one, waiting can succeed. */
  let hopeful = 0
  /** Interpreters that programs need, and those that were lost recently. */
  let inUse = 0
  let lost = 0
  /** When a program last left its interpreter alive. Spares are for such programs. */
  let ordinaryAt = Number.NEGATIVE_INFINITY
  const wanted = () => inUse + (now() - ordinaryAt < spareMs ? Math.min(lost, mostSpares) : 0)

  const bootFailed = (gone: HostGone) =>
    Effect.gen(function* () {
      const message = `the ${options.engine} engine does not start`
      yield* Effect.logError(message, { exitCode: gone.exitCode, signal: gone.signal, output: gone.boot })
      if (hopeful === 0) line.fail(new SandboxUnavailable({ reason: "boot", message }))
    })

  const spawn = Effect.gen(function* () {
    const process = yield* spawnHost(yield* options.command)
    return yield* Effect.acquireRelease(
      Effect.sync(() => {
        hopeful += 1
        processes.add(process)
        return process
      }),
      () =>
        Effect.sync(() => {
          hopeful -= 1
          processes.delete(process)
        })
    )
  })

  const boot = boots.withPermit(
    Effect.tap(spawn, ({ gone, kill, ready }) =>
      ready.pipe(
        Effect.timeoutOrElse({
          duration: bootTimeoutMs,
          orElse: () => Effect.flatMap(Effect.andThen(kill, gone), Effect.fail)
        })
      )
    )
  )

  /** One process from start to end. It is offered for a run whenever it is ready. */
  const serve = Effect.gen(function* () {
    const process = yield* boot
    Deferred.doneUnsafe(firstReady, Effect.void)
    yield* fill
    if (options.warmUp !== undefined && !line.isAwaited) yield* process.run(options.warmUp, () => {})
    yield* process.settled
    const bootedAt = now()
    let runs = 0
    let lookedAt = Number.NEGATIVE_INFINITY
    // Kept memory stays, so checking now and then is enough. Checking after each short run would cost more.
    const keepsMemory = () => {
      if (now() - lookedAt < memoryCheckMs) return false
      lookedAt = now()
      return process.keepsMemory()
    }
    const isWorn = () => runs >= maximumRuns || now() - bootedAt >= maximumAgeMs || keepsMemory()
    while (process.isAlive() && !(runs > 0 && isWorn())) {
      const entry: Offer = { process, returned: Deferred.makeUnsafe() }
      line.offer(entry)
      process.whenGone(() => Deferred.doneUnsafe(entry.returned, Effect.void))
      yield* Deferred.await(entry.returned)
      line.withdraw(entry)
      yield* process.settled
      runs += 1
      if (process.isAlive()) ordinaryAt = now()
    }
    // The machine is out of memory: another process would be killed next.
    if (slots <= wanted() && !(yield* wasKilledFromOutside(process))) yield* Effect.forkIn(lose, scope)
  }).pipe(Effect.scoped, Effect.tapError(bootFailed))

  const slot: Effect.Effect<void> = serve.pipe(
    Effect.retry(bootRetries),
    Effect.ignore,
    Effect.repeat({ until: () => slots > wanted() }),
    Effect.ensuring(Effect.sync(() => (slots -= 1)))
  )

  const fill: Effect.Effect<void> = Effect.whileLoop({
    while: () => slots < wanted(),
    body: () => {
      slots += 1
      return Effect.forkIn(slot, scope)
    },
    step: () => {}
  })

  const lose = Effect.gen(function* () {
    lost += 1
    yield* Effect.sleep(spareMs)
    lost -= 1
    for (let over = slots - wanted(); over > 0; over--) yield* line.retire()?.kill ?? Effect.void
  })

  const grow = (count: number) =>
    Effect.suspend(() => {
      inUse = Math.max(inUse, Math.min(count, options.interpreters))
      return fill
    })

  const atWork = new Set<HostProcess>()
  let isWatching = false
  const watchMemory = Effect.sync(() => atWork.forEach((process) => process.boundMemory())).pipe(
    Effect.delay(memoryCheckMs),
    Effect.repeat({ until: () => atWork.size === 0 }),
    Effect.ensuring(Effect.sync(() => (isWatching = false)))
  )

  const take: Pool["take"] = Effect.gen(function* () {
    yield* grow(line.hasIdle || slots === 0 ? 1 : inUse + 1)
    const { process } = yield* Effect.acquireRelease(
      line.next,
      ({ process, returned }) =>
        Effect.andThen(
          process.stop,
          Effect.sync(() => {
            atWork.delete(process)
            Deferred.doneUnsafe(returned, Effect.void)
            line.done()
          })
        ),
      { interruptible: true }
    )
    atWork.add(process)
    if (!isWatching) {
      isWatching = true
      yield* Effect.forkIn(watchMemory, scope)
    }
    // Not earlier: two boots at once take twice as long each, and a program waits for the first.
    yield* grow(minimumInUse)
    return process
  })

  const booting = () => (Deferred.isDoneUnsafe(firstReady) ? undefined : Deferred.await(firstReady))
  const takeForInput = Effect.andThen(inputTurns.take, take)
  const pool: Pool = {
    warm: grow(1),
    take,
    takeForInput,
    booting,
    pids: () => [...processes].flatMap(({ pid }) => pid ?? [])
  }
  return pool
})
