import { CurrentFairnessKey } from "../identity/Caller.ts"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { FairQueue } from "./FairQueue.ts"

interface Waiter {
  readonly turn: Deferred.Deferred<void>
  hasTurn: boolean
}

/** Lets a number of runs go on at once; the others wait, in a fair order. */
export class Turns {
  private readonly waiting = new FairQueue<Waiter>()
  private left: number

  constructor(atOnce: number) {
    this.left = atOnce
  }

  /** Waits for a turn of the caller in `CurrentFairnessKey`, and holds it until the scope closes. */
  readonly take: Effect.Effect<void, never, Scope.Scope> = Effect.asVoid(
    Effect.acquireRelease(
      Effect.flatMap(CurrentFairnessKey, (key) => {
        const waiter: Waiter = { turn: Deferred.makeUnsafe(), hasTurn: false }
        this.waiting.add(key, waiter)
        this.next()
        return Effect.onInterrupt(Deferred.await(waiter.turn), () =>
          Effect.sync(() => {
            if (waiter.hasTurn) this.giveBack()
            else this.waiting.remove(key, waiter)
          })
        )
      }),
      () => Effect.sync(() => this.giveBack()),
      { interruptible: true }
    )
  )

  private giveBack(): void {
    this.left += 1
    this.next()
  }

  private next(): void {
    while (this.left > 0) {
      const waiter = this.waiting.next()
      if (waiter === undefined) return
      this.left -= 1
      waiter.hasTurn = true
      Deferred.doneUnsafe(waiter.turn, Effect.void)
    }
  }
}
