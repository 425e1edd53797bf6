import { SandboxUnavailable } from "@glissade/core/Sandbox"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import type { HostCommand } from "./HostCommand.ts"
import type { HostGone, HostProcess } from "./HostProcess.ts"
import { spawnHost } from "./HostProcess.ts"

export interface PoolOptions {
  /** Name of the engine, for messages. */
  readonly engine: string
  /** How to start a process; run before every start, so that it may prepare what they all need. */
  readonly command: Effect.Effect<HostCommand>
  /** Interpreters at most; each runs one program at a time. */
  readonly interpreters: number
}

/** Interpreters of one engine, each in a process of its own that is replaced as soon as it is gone. */
export interface Pool {
  /** Starts the first interpreter if there is none yet; does not wait for it. */
  readonly warm: Effect.Effect<void>
  /**
   * Waits its turn for an interpreter, first come first served, and holds it for one run until the scope closes. A program that
   * still runs then is killed. Fails when no interpreter can be started.
   */
  readonly take: Effect.Effect<HostProcess, SandboxUnavailable, Scope.Scope>
  /** Ids of the processes that are there now. */
  readonly pids: () => ReadonlyArray<number>
}

/** Boots that fail are tried again after a quarter of a second, then ever later, up to ten. */
const bootRetries = Schedule.min([Schedule.exponential(250), Schedule.spaced(10_000)])

/** The least number of interpreters for a language that was used: one slow run must not hold up everybody. */
const minimumInUse = 2

/** Putting an interpreter back takes some milliseconds; one that takes longer is not worth waiting for. */
const resetTimeoutMs = 2_000

/** Without an image a boot takes up to 5 s, more on a machine that is busy. */
const bootTimeoutMs = 60_000

interface Offer {
  readonly process: HostProcess
  readonly returned: Deferred.Deferred<void>
}

interface Waiter {
  readonly turn: Deferred.Deferred<Offer, SandboxUnavailable>
  given: Offer | undefined
}

/** Who waits and what is free, in order. */
class Line {
  private readonly idle: Array<Offer> = []
  private readonly waiting: Array<Waiter> = []

  get hasIdle(): boolean {
    return this.idle.length > 0
  }

  offer(entry: Offer): void {
    const next = this.waiting.shift()
    if (next === undefined) {
      this.idle.push(entry)
      return
    }
    next.given = entry
    Deferred.doneUnsafe(next.turn, Effect.succeed(entry))
  }

  withdraw(entry: Offer): void {
    const place = this.idle.indexOf(entry)
    if (place >= 0) this.idle.splice(place, 1)
  }

  fail(failure: SandboxUnavailable): void {
    for (const { turn } of this.waiting.splice(0)) Deferred.doneUnsafe(turn, Effect.fail(failure))
  }

  readonly next: Effect.Effect<Offer, SandboxUnavailable> = Effect.suspend(() => {
    const ready = this.idle.shift()
    if (ready !== undefined) return Effect.succeed(ready)
    const waiter: Waiter = { turn: Deferred.makeUnsafe(), given: undefined }
    this.waiting.push(waiter)
    return Effect.onInterrupt(Deferred.await(waiter.turn), () => Effect.sync(() => this.leave(waiter)))
  })

  /** Somebody who waited left; what was given to them in the same moment goes to the next. */
  private leave(waiter: Waiter): void {
    const place = this.waiting.indexOf(waiter)
    if (place >= 0) this.waiting.splice(place, 1)
    if (waiter.given !== undefined) this.offer(waiter.given)
  }
}

/** Makes the pool; its processes live until the scope closes. */
export const make = Effect.fnUntraced(function* (options: PoolOptions) {
  const scope = yield* Effect.scope
  const line = new Line()
  const processes = new Set<HostProcess>()
  let slots = 0
  /** Slots whose process is booting or up: while there is one, waiting is worth it. */
  let hopeful = 0

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

  /** One process from start to end; it is offered for a run whenever it is ready. */
  const serve = Effect.gen(function* () {
    const process = yield* spawn
    yield* process.ready.pipe(
      Effect.timeoutOrElse({
        duration: bootTimeoutMs,
        orElse: () => Effect.flatMap(Effect.andThen(process.kill, process.gone), Effect.fail)
      })
    )
    while (process.isAlive()) {
      const entry: Offer = { process, returned: Deferred.makeUnsafe() }
      line.offer(entry)
      yield* Effect.race(Deferred.await(entry.returned), process.gone)
      line.withdraw(entry)
      yield* process.settled.pipe(
        Effect.timeoutOrElse({ duration: resetTimeoutMs, orElse: () => Effect.andThen(process.kill, process.gone) })
      )
    }
  }).pipe(Effect.scoped, Effect.tapError(bootFailed))

  const slot = serve.pipe(Effect.retry(bootRetries), Effect.ignore, Effect.forever)

  const grow = (wanted: number) =>
    Effect.whileLoop({
      while: () => slots < Math.min(wanted, options.interpreters),
      body: () => {
        slots += 1
        return Effect.forkIn(slot, scope)
      },
      step: () => {}
    })

  const take: Pool["take"] = Effect.gen(function* () {
    yield* grow(line.hasIdle || slots === 0 ? 1 : slots + 1)
    const { process } = yield* Effect.acquireRelease(
      line.next,
      ({ process, returned }) => Effect.andThen(process.stop, Deferred.succeed(returned, undefined)),
      { interruptible: true }
    )
    // Not before: two that boot at once are each twice as late, and somebody waits for the first.
    yield* grow(minimumInUse)
    return process
  })

  const pool: Pool = { warm: grow(1), take, pids: () => [...processes].flatMap(({ pid }) => pid ?? []) }
  return pool
})
