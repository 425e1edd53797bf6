import type { ApiKeyRecord } from "@glissade/core/ApiKeys"
import { ApiKeys } from "@glissade/core/ApiKeys"
import { TokenCheckUnavailable, TokenRefused } from "@glissade/core/Authenticator"
import { errorPlace } from "@glissade/core/ErrorPlace"
import { KeyRing } from "@glissade/core/KeyRing"
import * as Metrics from "@glissade/core/Metrics"
import type { ApiKeyHash } from "@glissade/protocol/Ids"
import { ApiKeyId } from "@glissade/protocol/Ids"
import * as Clock from "effect/Clock"
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { hashApiKey, isApiKey, makeApiKey, shownPrefix } from "./ApiKey.ts"

export interface KeyRingOptions {
  /** How long a checked key is taken without a lookup, in milliseconds. */
  readonly freshMs: number
  /** Maximum number of checked keys, and of keys whose use is to be noted. */
  readonly maximumKeys: number
  /** How often uses are noted, in milliseconds. */
  readonly flushMs: number
}

/** The default options of {@link layer}. */
export const defaults: KeyRingOptions = { freshMs: 5_000, maximumKeys: 10_000, flushMs: 10_000 }

/** How long the last uses may take to be noted when the process ends, in milliseconds. */
const farewellMs = 2_000

interface Checked {
  readonly record: ApiKeyRecord
  readonly until: number
}

const refused = Effect.suspend(() => Effect.fail(new TokenRefused({ reason: "invalid" })))

/** Checks keys against `ApiKeys`. */
export const layer = (options: Partial<KeyRingOptions> = {}): Layer.Layer<KeyRing, never, ApiKeys | SecureRandom> =>
  Layer.effect(
    KeyRing,
    Effect.gen(function* () {
      const { flushMs, freshMs, maximumKeys } = { ...defaults, ...options }
      const store = yield* ApiKeys
      const random = yield* SecureRandom
      /** In the order of their checks. */
      const checked = new Map<ApiKeyHash, Checked>()
      /** Counts what was forgotten: a lookup that began before that must not be kept. */
      let forgotten = 0
      let uses = new Map<ApiKeyId, number>()

      const keep = (hash: ApiKeyHash, record: ApiKeyRecord, now: number) => {
        checked.delete(hash)
        for (const [oldest, { until }] of checked) {
          if (until > now && checked.size < maximumKeys) break
          checked.delete(oldest)
        }
        checked.set(hash, { record, until: now + freshMs })
      }

      const find = Effect.fnUntraced(function* (hash: ApiKeyHash) {
        const now = yield* Clock.currentTimeMillis
        const known = checked.get(hash)
        if (known !== undefined && known.until > now) return Option.some(known.record)
        const before = forgotten
        const found = yield* store.find(hash)
        if (Option.isSome(found) && before === forgotten) keep(hash, found.value, now)
        return found
      })

      const use = (id: ApiKeyId, now: number) => {
        if (uses.has(id) || uses.size < maximumKeys) uses.set(id, now)
      }

      const authenticate = Effect.fnUntraced(function* (key: Redacted.Redacted) {
        if (!isApiKey(key)) return yield* refused
        const found = yield* Effect.mapError(
          find(hashApiKey(key)),
          ({ message }) => new TokenCheckUnavailable({ message })
        )
        const now = yield* Clock.currentTimeMillis
        if (Option.isNone(found)) return yield* refused
        const { expiresAt, id, owner, scopes } = found.value
        if (expiresAt !== undefined && expiresAt <= now) return yield* refused
        use(id, now)
        return { id: owner, claims: {}, scopes }
      })

      const forgetWhere = (isMeant: (record: ApiKeyRecord) => boolean) =>
        Effect.sync(() => {
          forgotten += 1
          for (const [hash, { record }] of checked) if (isMeant(record)) checked.delete(hash)
        })
      const forget = (id: ApiKeyId) => forgetWhere((record) => record.id === id)

      const flush = Effect.suspend(() => {
        if (uses.size === 0) return Effect.void
        const batch = uses
        uses = new Map()
        return store.touch(batch).pipe(
          Effect.catch((fault) =>
            Effect.sync(() => {
              for (const [id, at] of batch) if (!uses.has(id)) use(id, at)
            }).pipe(
              Effect.andThen(Metrics.countFault(fault._tag)),
              Effect.andThen(Effect.logWarning("the last use of keys cannot be noted now", fault.message))
            )
          )
        )
      })
      const logDefect = (defect: unknown) =>
        Effect.annotateLogs(Effect.logError("the last use of keys is not kept"), { reason: errorPlace(defect) })
      yield* Effect.addFinalizer(() => Effect.timeoutOption(flush, farewellMs))
      yield* Effect.forkScoped(
        Effect.forever(Effect.andThen(Effect.sleep(flushMs), Effect.catchDefect(flush, logDefect)))
      )

      return {
        issue: Effect.fnUntraced(
          function* (owner, { expiresAt, name, scopes }) {
            const key = yield* makeApiKey
            const id = ApiKeyId.make(yield* random.uuidV7())
            const stored = { id, name, hash: hashApiKey(key), prefix: shownPrefix(key), scopes, expiresAt }
            return { key, record: yield* store.create(owner, stored) }
          },
          Effect.provideService(SecureRandom, random)
        ),
        authenticate,
        // Forgotten also if the store fails: it may have revoked the key all the same.
        revoke: (owner, id) => Effect.ensuring(store.revoke(owner, id), forget(id)),
        forget,
        forgetOwner: (owner) => forgetWhere((record) => record.owner === owner),
        flush
      }
    })
  )
