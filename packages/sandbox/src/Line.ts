import type { SandboxUnavailable } from "@glissade/core/Sandbox"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { HostProcess } from "./HostProcess.ts"

/** A process that is ready for a run. */
export interface Offer {
  readonly process: HostProcess
  /** To be completed when the run is over. */
  readonly returned: Deferred.Deferred<void>
}

interface Waiter {
  readonly turn: Deferred.Deferred<Offer, SandboxUnavailable>
  given: Offer | undefined
}

/** Who waits for an interpreter and which are free, both in order. */
export class Line {
  private readonly idle: Array<Offer> = []
  private readonly waiting: Array<Waiter> = []
  private running = 0
  private readonly atOnce: number

  /** `atOnce` programs run at most, however many processes are ready. */
  constructor(atOnce: number) {
    this.atOnce = atOnce
  }

  get hasIdle(): boolean {
    return this.idle.length > 0
  }

  get isAwaited(): boolean {
    return this.waiting.length > 0
  }

  offer(entry: Offer): void {
    this.idle.push(entry)
    this.pair()
  }

  withdraw(entry: Offer): void {
    const place = this.idle.indexOf(entry)
    if (place >= 0) this.idle.splice(place, 1)
  }

  /** Takes a process out of the line for good; nothing when none is idle. */
  retire(): HostProcess | undefined {
    return this.idle.pop()?.process
  }

  fail(failure: SandboxUnavailable): void {
    for (const { turn } of this.waiting.splice(0)) Deferred.doneUnsafe(turn, Effect.fail(failure))
  }

  /** Waits for a turn; who has it calls `done` when the run is over. */
  readonly next: Effect.Effect<Offer, SandboxUnavailable> = Effect.suspend(() => {
    const waiter: Waiter = { turn: Deferred.makeUnsafe(), given: undefined }
    this.waiting.push(waiter)
    this.pair()
    return Effect.onInterrupt(Deferred.await(waiter.turn), () => Effect.sync(() => this.leave(waiter)))
  })

  done(): void {
    this.running -= 1
    this.pair()
  }

  private pair(): void {
    while (this.running < this.atOnce && this.idle.length > 0 && this.waiting.length > 0) {
      const waiter = this.waiting.shift()!
      waiter.given = this.idle.shift()!
      this.running += 1
      Deferred.doneUnsafe(waiter.turn, Effect.succeed(waiter.given))
    }
  }

  /** Somebody who waited left; what was given to them in the same moment goes to the next. */
  private leave(waiter: Waiter): void {
    const place = this.waiting.indexOf(waiter)
    if (place >= 0) this.waiting.splice(place, 1)
    if (waiter.given === undefined) return
    this.idle.unshift(waiter.given)
    this.done()
  }
}
