import { monotonicMs } from "@glissade/core/Monotonic"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { ExtraPlaces } from "./ExtraPlaces.ts"

export interface ReadyPoolOptions<A, E> {
  /** What it holds, for the log. */
  readonly name: string
  /** How many wait, at most. */
  readonly size: number
  /** How many wait at first. Each time that somebody has to wait, one more does from then on. As many as `size` by default. */
  readonly first?: number
  /** Places for those beyond `first`; pools of one machine share them. As many as wanted by default. */
  readonly extra?: ExtraPlaces
  /** What must be done before the first is made, and nothing after that. Not counted in `making`: it may take long where it fails. */
  readonly prepare: Effect.Effect<void, E>
  /** Makes one, which lives as long as its scope. */
  readonly make: Effect.Effect<A, E, Scope.Scope>
  /** Whether one that was made can still be used; all by default. */
  readonly isUsable?: (one: A) => boolean
  /** How many are made at the same time; pools of one machine share it. */
  readonly making: Semaphore.Semaphore
}

/** Things for one use each, made ahead of time. */
export interface ReadyPool<A, E> {
  /** One that nobody has had. It ends with the scope. Waits, in line, while there is none; fails where none can be made. */
  readonly take: Effect.Effect<A, E, Scope.Scope>
}

/**
 * How long no other one is made while somebody uses what they took and nobody waits, in milliseconds. Making one takes a core and more: a line
 * printed by Python took 54 ms beside it and 36 ms before it, on two cores.
 */
export const undisturbedMs = 500

/** How long to wait after one could not be made, in milliseconds. */
export const retryMs = 1_000

/** How long one waits for somebody before all that wait are ended, in milliseconds. */
export const idleMs = 300_000

/** Makes a pool that begins with the first `take`, and again with the first after nobody took anything for {@link idleMs}. */
export const makeReadyPool = Effect.fnUntraced(function* <A, E>(options: ReadyPoolOptions<A, E>) {
  const { extra, isUsable = () => true, make, making, name, prepare, size } = options
  const first = options.first ?? size
  const pool = yield* Effect.scope
  // Closed after the fibers that make things, which are forked later.
  const held = yield* Scope.fork(pool, "parallel")
  const ready = yield* Queue.unbounded<Exit.Exit<{ readonly made: A; readonly scope: Scope.Closeable }, E>>()
  const places = yield* Semaphore.make(first)
  let wanted = first
  let waiting = 0
  /** Places that are given up until somebody comes. */
  let idle = 0
  /** Places of those that were taken, for which nothing is made yet. */
  let spared = 0
  let takenAt = yield* monotonicMs

  const makeOne = Effect.gen(function* () {
    const scope = yield* Scope.fork(held, "sequential")
    return yield* make.pipe(
      Scope.provide(scope),
      Effect.map((made) => ({ made, scope })),
      Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause)))
    )
  })

  const fillPlace = Effect.gen(function* () {
    const made = yield* Effect.exit(Effect.andThen(prepare, Semaphore.withPermits(making, 1)(makeOne)))
    if (Exit.isSuccess(made)) return yield* Queue.offer(ready, made)
    yield* Effect.annotateLogs(Effect.logWarning("one could not be made", made.cause), { pool: name })
    yield* Effect.sleep(retryMs)
    // Tell one that waits. Kept, the failure would be told to somebody who comes when it works again. Where nobody waits, the next one who
    // comes has it tried again.
    if (waiting > 0) return yield* Queue.offer(ready, made)
    idle += 1
  })

  const fill = Effect.andThen(Semaphore.take(places, 1), Effect.forkIn(fillPlace, pool))

  const makeSpared = Effect.fnUntraced(function* (most: number) {
    const due = Math.min(spared, most)
    spared -= due
    yield* Semaphore.release(places, due)
  })

  /** Has another one made in place of one that was taken: after its use, or earlier if somebody waits. */
  const replace = Effect.fnUntraced(function* (used: Effect.Effect<void>) {
    spared += 1
    if (waiting === 0) yield* Effect.raceFirst(used, Effect.sleep(undisturbedMs))
    yield* makeSpared(1)
  })

  const giveUpIdle = Effect.gen(function* () {
    const restMs = takenAt + idleMs - (yield* monotonicMs)
    if (restMs > 0) return yield* Effect.sleep(restMs)
    // Somebody has waited so long: what is there is for them.
    if (waiting > 0) return yield* Effect.sleep(retryMs)
    const unused = yield* Queue.clear(ready)
    // Also the places of those that could not be made.
    const spare = unused.length + idle
    const dropped = Math.min(spare, wanted - first)
    wanted -= dropped
    extra?.give(dropped)
    idle = spare - dropped
    yield* Effect.forEach(
      unused,
      (one) => (Exit.isSuccess(one) ? Scope.close(one.value.scope, Exit.void) : Effect.void),
      {
        discard: true
      }
    )
    return yield* Effect.sleep(idleMs)
  })

  const begin = yield* Effect.cached(
    Effect.gen(function* () {
      yield* Effect.forkIn(Effect.interruptible(Effect.forever(fill)), pool)
      yield* Effect.forkIn(Effect.interruptible(Effect.forever(giveUpIdle)), pool)
    })
  )

  return {
    take: Effect.uninterruptibleMask((interruptible) =>
      Effect.gen(function* () {
        takenAt = yield* monotonicMs
        yield* begin
        if (idle > 0) {
          const back = idle
          idle = 0
          yield* Semaphore.release(places, back)
        }
        if (wanted < size && Queue.sizeUnsafe(ready) === 0 && extra?.take() !== false) {
          wanted += 1
          yield* Semaphore.release(places, 1)
        }
        const used = yield* Deferred.make<void>()
        yield* Effect.addFinalizer(() => Deferred.succeed(used, undefined))
        const next = Effect.gen(function* () {
          waiting += 1
          if (Queue.sizeUnsafe(ready) === 0) yield* makeSpared(spared)
          const one = yield* interruptible(Queue.take(ready)).pipe(Effect.ensuring(Effect.sync(() => (waiting -= 1))))
          yield* Effect.forkIn(replace(Deferred.await(used)), pool, { startImmediately: true })
          return yield* one
        })
        let one = yield* next
        while (!isUsable(one.made)) {
          yield* Effect.forkIn(Scope.close(one.scope, Exit.void), pool)
          one = yield* next
        }
        const { made, scope } = one
        // In the background: whoever had it does not wait for its end, 25 ms for a container.
        yield* Effect.addFinalizer(() => Effect.forkIn(Scope.close(scope, Exit.void), pool))
        return made
      })
    )
  } satisfies ReadyPool<A, E>
})
