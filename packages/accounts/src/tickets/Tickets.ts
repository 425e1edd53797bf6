import { CurrentCaller } from "@glissade/core/Caller"
import type { User } from "@glissade/core/CurrentUser"
import { monotonicMs } from "@glissade/core/Monotonic"
import { Tickets, TooManyTickets } from "@glissade/core/Tickets"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { createHash } from "node:crypto"

export interface TicketOptions {
  /** How long a ticket is valid, in milliseconds. */
  readonly lifetimeMs: number
  /** Maximum number of open tickets in all. */
  readonly maximum: number
  /** The same of one user, or of one address without a user. */
  readonly maximumPerUser: number
}

/** The default options of {@link layer}. */
export const defaults: TicketOptions = { lifetimeMs: 30_000, maximum: 10_000, maximumPerUser: 20 }

/** 128 random bits. */
const ticketBytes = 16

interface Open {
  readonly user: User
  readonly subject: string
  readonly until: number
}

/** Tickets are looked up by this, so that nothing is learned from how long a comparison takes. */
const hashOf = (ticket: Redacted.Redacted): string =>
  createHash("sha256").update(Redacted.value(ticket)).digest("base64url")

/** Tickets in this process's memory, each good for one socket. */
export const layer = (options: Partial<TicketOptions> = {}): Layer.Layer<never, never, SecureRandom> =>
  Layer.effect(
    Tickets,
    Effect.gen(function* () {
      const { lifetimeMs, maximum, maximumPerUser } = { ...defaults, ...options }
      const { randomBytes } = yield* SecureRandom
      /** By their hashes, in the order in which they expire. */
      const open = new Map<string, Open>()
      const counts = new Map<string, number>()

      const close = (hash: string): Open | undefined => {
        const ticket = open.get(hash)
        if (ticket === undefined) return undefined
        open.delete(hash)
        const left = counts.get(ticket.subject)! - 1
        if (left > 0) counts.set(ticket.subject, left)
        else counts.delete(ticket.subject)
        return ticket
      }

      const closeExpired = (now: number) => {
        for (const [hash, { until }] of open) {
          if (until > now) return
          close(hash)
        }
      }

      /** How long until the oldest ticket expires, of all or of one user, in seconds. */
      const waitSeconds = (now: number, subject?: string): number => {
        for (const ticket of open.values()) {
          if (subject === undefined || ticket.subject === subject) return Math.ceil((ticket.until - now) / 1_000)
        }
        return 1
      }

      return {
        isOn: true,
        issue: Effect.fnUntraced(function* (user) {
          const caller = yield* CurrentCaller
          const now = yield* monotonicMs
          closeExpired(now)
          const subject = user.id === undefined ? `address ${caller.key}` : `user ${user.id}`
          const count = counts.get(subject) ?? 0
          // Everybody behind a proxy on this machine would be one caller.
          const isBounded = user.id !== undefined || caller.isLimited
          if (isBounded && count >= maximumPerUser) {
            return yield* new TooManyTickets({ retryAfterSeconds: waitSeconds(now, subject) })
          }
          if (open.size >= maximum) return yield* new TooManyTickets({ retryAfterSeconds: waitSeconds(now) })
          const ticket = Redacted.make(Buffer.from(yield* randomBytes(ticketBytes)).toString("base64url"))
          open.set(hashOf(ticket), { user, subject, until: now + lifetimeMs })
          counts.set(subject, count + 1)
          return { ticket, expiresInSeconds: Math.floor(lifetimeMs / 1_000) }
        }),
        redeem: (ticket) =>
          Effect.map(monotonicMs, (now) => {
            closeExpired(now)
            return Option.map(Option.fromUndefinedOr(close(hashOf(ticket))), ({ user }) => user)
          })
      }
    })
  )
