import type { ConnectionId } from "@glissade/protocol/Ids"
import type { Job } from "@glissade/protocol/Job"
import type { RunMessage } from "@glissade/protocol/Message"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ConnectionLookup } from "../push/ConnectionLookup.ts"
import { Push } from "../push/Push.ts"
import type { ConnectionGone, PushUnavailable } from "../push/Push.ts"

/**
 * Why a job stops before its program ends: it was cancelled, its connection closed before it ran (`absent`: it may wait again), or no
 * connection attached in time (`abandoned`).
 */
export type StopReason = "cancelled" | "absent" | "abandoned"

/** Where a job's messages go: its connection, or one that attached since. */
export interface Recipient {
  /** The job's connection now: that of its submit, or one that attached since. `undefined` if the job needs none. */
  readonly connectionId: () => ConnectionId | undefined
  /** Waits until the job has a connection. `false`: none attached in time, and the job is to be dropped. */
  readonly present: Effect.Effect<boolean>
  readonly isPresent: () => boolean
  /** The program runs from now on, so a closed connection stops it only after the grace period for runs. */
  readonly begin: () => void
  /** Completes when the job is to stop. */
  readonly stopped: Effect.Effect<StopReason>
  /** Pushes a message of the run to the job's connection. During the grace period, without a connection, the message is only kept. */
  readonly send: (message: RunMessage) => Effect.Effect<void, ConnectionGone | PushUnavailable, Push>
}

/** How long a job with a key outlives its connection, in milliseconds: long enough for a page to reload and attach. */
export const graceMs = 5_000

/**
 * How long a run without a key outlives its connection, in milliseconds. Nobody can attach to it, but killing its interpreter costs more
 * processor time than letting a short program end.
 */
export const unattachableGraceMs = 500

/** What a recipient must know of its job while it runs. */
export interface RecipientOptions {
  readonly lookup: typeof ConnectionLookup.Service
  /** The job's current connection, which may be one that attached. `undefined` for a job that needs none. */
  readonly connectionId: () => ConnectionId | undefined
  /** Calls back when another connection attaches to the job, or it is cancelled. Returns a function that unsubscribes. */
  readonly onChanged: (callback: () => void) => () => void
  readonly isCancelled: () => boolean
  /** How long the job may be without a connection before it is dropped: while it waits, and while it runs. */
  readonly grace: { readonly waitingMs: number; readonly runningMs: number }
  /** Is called when the program is sent to an interpreter. */
  readonly onBegin?: () => void
  /** Is told each message of the run. */
  readonly keep: (message: RunMessage) => void
}

/** The recipient of a job on a host that knows its connections. */
export const make = (options: RecipientOptions): Recipient => {
  const { connectionId, grace, isCancelled, keep, lookup, onBegin = () => {}, onChanged } = options
  let isRunning = false
  const isOpen = (id: ConnectionId | undefined) => id === undefined || lookup.isOpen(id)
  const closedForMs = (id: ConnectionId | undefined) => (id === undefined ? Effect.succeed(0) : lookup.closedForMs(id))
  const graceLeft = Effect.suspend(() =>
    Effect.map(closedForMs(connectionId()), (closedMs) => (isRunning ? grace.runningMs : grace.waitingMs) - closedMs)
  )
  const isPresent = () => isOpen(connectionId())
  const present: Effect.Effect<boolean> = Effect.gen(function* () {
    while (!isPresent()) {
      const left = yield* graceLeft
      if (left <= 0) return false
      if (Option.isNone(yield* Effect.timeoutOption(changed, left))) return isPresent()
      // Counts as present: the run pushes the cancelled result itself.
      if (isCancelled()) return true
    }
    return true
  })
  const changed = Effect.callback<void>((resume) => {
    const ignore = onChanged(() => {
      ignore()
      resume(Effect.void)
    })
    return Effect.sync(ignore)
  })
  // A callback rather than `Effect.race`: nearly all runs end without being stopped, and a race costs a short run a tenth of its time.
  const stopped: Effect.Effect<StopReason> = Effect.callback<StopReason>((resume) => {
    let unwatch = () => {}
    const settle = (reason: Effect.Effect<StopReason>) => {
      ignore()
      unwatch()
      resume(reason)
    }
    const check = () => {
      unwatch()
      if (isCancelled()) settle(Effect.succeed("cancelled"))
      else if (isPresent()) {
        const id = connectionId()
        if (id !== undefined) unwatch = lookup.onClosed(id, check)
      } else if (!isRunning) settle(Effect.succeed("absent"))
      else settle(Effect.flatMap(present, (isThere) => (isThere ? stopped : Effect.succeed("abandoned"))))
    }
    const ignore = onChanged(check)
    check()
    return Effect.sync(() => {
      ignore()
      unwatch()
    })
  })
  return {
    connectionId,
    present,
    isPresent,
    begin: () => {
      isRunning = true
      onBegin()
    },
    stopped,
    send: (message) =>
      Effect.gen(function* () {
        keep(message)
        const push = yield* Push
        const to = connectionId()
        if (to === undefined) return
        // A connection that attached meanwhile got this message with the kept ones.
        const isKeptFor = (graceMs: number) => connectionId() !== to || (!isPresent() && graceMs > 0)
        yield* push
          .send(to, message)
          .pipe(
            Effect.catchTag("ConnectionGone", (gone) =>
              Effect.flatMap(graceLeft, (ms) => (isKeptFor(ms) ? Effect.void : Effect.fail(gone)))
            )
          )
      })
  }
}

/**
 * The recipient of a run that no connection can attach to: the job has no key or was replaced by a later attempt, or this host does not
 * know its jobs.
 */
export const unattachable = (
  lookup: typeof ConnectionLookup.Service,
  { connectionId }: Job,
  cancel: Pick<RecipientOptions, "onChanged" | "isCancelled"> = { onChanged: () => () => {}, isCancelled: () => false }
): Recipient =>
  make({
    ...cancel,
    lookup,
    connectionId: () => connectionId,
    grace: { waitingMs: 0, runningMs: unattachableGraceMs },
    keep: () => {}
  })
