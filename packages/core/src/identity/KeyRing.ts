import type { ApiKeyId, UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { LimitReached, StorageUnavailable } from "../library/StorageUnavailable.ts"
import type { ApiKeyNotFound, ApiKeyRecord } from "./ApiKeys.ts"
import type { TokenCheckUnavailable, TokenRefused } from "./Authenticator.ts"
import type { User } from "./CurrentUser.ts"
import type { Scope } from "./Scopes.ts"

/** What a new key is to be. */
export interface KeyRequest {
  readonly name: string
  readonly scopes: ReadonlyArray<Scope>
  /** In milliseconds since 1970; `undefined` for a key that does not expire. */
  readonly expiresAt: number | undefined
}

/** A key that was made. It can be shown now and never again. */
export interface IssuedKey {
  readonly key: Redacted.Redacted
  readonly record: ApiKeyRecord
}

/** API keys: made, checked and revoked. Only their hashes are kept, in `ApiKeys`. */
export class KeyRing extends Context.Service<
  KeyRing,
  {
    readonly issue: (owner: UserId, request: KeyRequest) => Effect.Effect<IssuedKey, LimitReached | StorageUnavailable>
    /** The owner of a key, with its scopes. A key that was checked moments ago is not looked up again. */
    readonly authenticate: (key: Redacted.Redacted) => Effect.Effect<User, TokenRefused | TokenCheckUnavailable>
    /** Revokes a key: at once in this process, and within moments in others. */
    readonly revoke: (owner: UserId, id: ApiKeyId) => Effect.Effect<void, ApiKeyNotFound | StorageUnavailable>
    /** Looks a key up again when it is used next: it was revoked elsewhere. */
    readonly forget: (id: ApiKeyId) => Effect.Effect<void>
    /** The same for all keys of a user who was deleted. */
    readonly forgetOwner: (owner: UserId) => Effect.Effect<void>
    /** Returns when the uses so far are noted in the store, or cannot be. */
    readonly flush: Effect.Effect<void>
  }
>()("@glissade/core/KeyRing") {}
