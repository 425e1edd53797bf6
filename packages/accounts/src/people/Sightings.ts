import { AuditTrail } from "@glissade/core/AuditTrail"
import { BlockedUsers } from "@glissade/core/BlockedUsers"
import type { User } from "@glissade/core/CurrentUser"
import { errorPlace } from "@glissade/core/ErrorPlace"
import { monotonicMs } from "@glissade/core/Monotonic"
import { Sightings } from "@glissade/core/Sightings"
import type { StorageUnavailable } from "@glissade/core/StorageUnavailable"
import type { Identity } from "@glissade/core/Users"
import { Users } from "@glissade/core/Users"
import type { UserId } from "@glissade/protocol/Ids"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { identityOf } from "../oidc/UserIdentity.ts"

export interface SightingsOptions {
  /** How long a user who was noted is not noted again, in milliseconds. */
  readonly freshMs: number
  /** How long nobody tries again behind a run after the store failed, in milliseconds. */
  readonly pauseMs: number
  /** Maximum number of users who are remembered; those who were noted first are forgotten first. */
  readonly maximumUsers: number
}

/** The default options of {@link layer}. */
export const defaults: SightingsOptions = { freshMs: 300_000, pauseMs: 5_000, maximumUsers: 20_000 }

const dayMs = 86_400_000

const dayOf = (at: number): number => Math.floor(at / dayMs)

/** Makes records of those who bring a token, in `Users`. The first time in a day stands in the audit trail. */
export const layer = (options: Partial<SightingsOptions> = {}): Layer.Layer<never, never, Users | AuditTrail> =>
  Layer.effect(
    Sightings,
    Effect.gen(function* () {
      const { freshMs, maximumUsers, pauseMs } = { ...defaults, ...options }
      const users = yield* Users
      const audit = yield* AuditTrail
      const scope = yield* Effect.scope
      /** Until when users count as noted, in the order in which they were. */
      const fresh = new Map<UserId, number>()
      const underWay = new Map<UserId, Deferred.Deferred<void, StorageUnavailable>>()
      let pausedUntil = 0

      const lastSeen = (id: UserId) =>
        users.read(id).pipe(
          Effect.map(({ lastSeenAt }) => lastSeenAt),
          Effect.catchTag("UserNotFound", () => Effect.undefined)
        )

      const write = Effect.fnUntraced(function* (identity: Identity) {
        const { id } = identity
        const before = yield* lastSeen(id)
        const now = yield* Clock.currentTimeMillis
        yield* users.seen(identity)
        if (before === undefined || dayOf(before) < dayOf(now)) yield* audit.record(id, "signed_in")
      })

      const remember = (id: UserId, now: number) => {
        fresh.delete(id)
        for (const [oldest, until] of fresh) {
          if (until > now && fresh.size < maximumUsers) break
          fresh.delete(oldest)
        }
        fresh.set(id, now + freshMs)
      }

      /** Begins to note a user, unless somebody does already. The work goes on when whoever waits leaves. */
      const begin = (identity: Identity) => {
        const running = underWay.get(identity.id)
        if (running !== undefined) return Effect.succeed(running)
        const done = Deferred.makeUnsafe<void, StorageUnavailable>()
        underWay.set(identity.id, done)
        const work = write(identity).pipe(
          Effect.tap(() => Effect.map(monotonicMs, (now) => remember(identity.id, now))),
          Effect.tapError(() =>
            Effect.map(monotonicMs, (now) => {
              pausedUntil = now + pauseMs
            })
          ),
          Effect.tapDefect((defect) =>
            Effect.annotateLogs(Effect.logError("somebody who came is not noted"), { reason: errorPlace(defect) })
          ),
          Effect.onExit((exit) =>
            Effect.suspend(() => {
              if (underWay.get(identity.id) === done) underWay.delete(identity.id)
              return Deferred.done(done, exit)
            })
          )
        )
        return Effect.as(Effect.forkIn(work, scope), done)
      }

      const isFresh = (id: UserId, now: number) => (fresh.get(id) ?? now) > now

      const pending = Effect.fnUntraced(function* (user: User) {
        const identity = identityOf(user)
        if (identity === undefined || isFresh(identity.id, yield* monotonicMs)) return undefined
        return identity
      })

      return {
        note: Effect.fnUntraced(function* (user) {
          const identity = yield* pending(user)
          if (identity !== undefined) yield* Deferred.await(yield* begin(identity))
        }),
        noteSoon: Effect.fnUntraced(function* (user) {
          const identity = yield* pending(user)
          if (identity === undefined || pausedUntil > (yield* monotonicMs)) return
          const { isBlocked } = yield* BlockedUsers
          if (underWay.size < maximumUsers && !isBlocked(identity.id)) yield* begin(identity)
        }),
        underWay: (id) => {
          const done = underWay.get(id)
          return done === undefined ? undefined : Effect.ignore(Deferred.await(done))
        },
        forget: (id) => Effect.sync(() => void fresh.delete(id))
      }
    })
  )
