import type { FairnessKey } from "@glissade/core/Caller"
import { CurrentFairnessKey } from "@glissade/core/Caller"
import type { SandboxUnavailable } from "@glissade/core/Sandbox"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { FairQueue } from "@glissade/core/FairQueue"
import type { HostProcess } from "../process/HostProcess.ts"

/** A process that is ready for a run. */
export interface Offer {
  readonly process: HostProcess
  /** To be completed when the run is over. */
  readonly returned: Deferred.Deferred<void>
}

interface Waiter {
  readonly key: FairnessKey
  readonly turn: Deferred.Deferred<Offer, SandboxUnavailable>
  given: Offer | undefined
}

/** Programs that wait for an interpreter, in a fair order, and free interpreters. */
export class WaitQueue {
  private readonly idle: Array<Offer> = []
  private readonly waiting = new FairQueue<Waiter>()
  private running = 0
  private readonly atOnce: number

  /** At most `atOnce` programs run, however many processes are ready. */
  constructor(atOnce: number) {
    this.atOnce = atOnce
  }

  get hasIdle(): boolean {
    return this.idle.length > 0
  }

  get isAwaited(): boolean {
    return this.waiting.size > 0
  }

  offer(entry: Offer): void {
    this.idle.push(entry)
    this.pair()
  }

  withdraw(entry: Offer): void {
    const place = this.idle.indexOf(entry)
    if (place >= 0) this.idle.splice(place, 1)
  }

  /** Removes an idle process for good; `undefined` if none is idle. */
  retire(): HostProcess | undefined {
    return this.idle.pop()?.process
  }

  fail(failure: SandboxUnavailable): void {
    for (const { turn } of this.waiting.drain()) Deferred.doneUnsafe(turn, Effect.fail(failure))
  }

  /** Waits for a turn of the caller in {@link CurrentFairnessKey}. Call `done` when the run is over. */
  readonly next: Effect.Effect<Offer, SandboxUnavailable> = Effect.flatMap(CurrentFairnessKey, (key) => {
    const waiter: Waiter = { key, turn: Deferred.makeUnsafe(), given: undefined }
    this.waiting.add(key, waiter)
    this.pair()
    return Effect.onInterrupt(Deferred.await(waiter.turn), () => Effect.sync(() => this.leave(waiter)))
  })

  done(): void {
    this.running -= 1
    this.pair()
  }

  private pair(): void {
    while (this.running < this.atOnce && this.idle.length > 0) {
      const waiter = this.waiting.next()
      if (waiter === undefined) return
      waiter.given = this.idle.shift()!
      this.running += 1
      Deferred.doneUnsafe(waiter.turn, Effect.succeed(waiter.given))
    }
  }

  /** The waiting program was interrupted. If it had been given an interpreter meanwhile, pass that on. */
  private leave(waiter: Waiter): void {
    this.waiting.remove(waiter.key, waiter)
    if (waiter.given === undefined) return
    this.idle.unshift(waiter.given)
    this.done()
  }
}
