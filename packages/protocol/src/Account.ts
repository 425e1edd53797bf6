import { isMaxCharacters } from "./CharacterLimit.ts"
import * as Schema from "effect/Schema"
import { wellFormedFault } from "./FileNameFault.ts"
import { ApiKeyId, SnippetId, Slug, UserId } from "./Ids.ts"
import { Instant } from "./Instant.ts"

/** The feature of a server where people have an account: `/me`. */
export const accountFeature = "account"

/** The feature of a server where people sign in with a provider: `GET /sign-in` says which. */
export const signInFeature = "sign_in"

/** Answer to `GET /sign-in`: what a page needs to sign somebody in (authorization code flow with PKCE, as a public client). */
export class SignIn extends Schema.Opaque<SignIn>()(
  Schema.Struct({
    issuer: Schema.String,
    clientId: Schema.String,
    /** What to ask the provider for. */
    scope: Schema.String,
    /** Whom the access token must be for: some providers ask for it as `audience`. */
    audience: Schema.String,
    /** What to put into the authorization request besides. */
    parameters: Schema.Record(Schema.String, Schema.String)
  }).pipe(Schema.encodeKeys({ clientId: "client_id" }))
) {}

/** What a key lets its holder do: run programs, read the library, change it. */
export const KeyScope = Schema.Literals(["run", "read", "write"])
export type KeyScope = typeof KeyScope.Type

/** A number that there is no limit of on some servers. */
const Limit = Schema.NullOr(Schema.Finite)

/** What one person may use and keep; `null` is no limit. */
export const AccountLimits = Schema.Struct({
  runsPerMinute: Limit,
  runsPerDay: Limit,
  runsAtOnce: Limit,
  processorSecondsPerDay: Limit,
  snippets: Limit,
  bytes: Limit
}).pipe(
  Schema.encodeKeys({
    runsPerMinute: "runs_per_minute",
    runsPerDay: "runs_per_day",
    runsAtOnce: "runs_at_once",
    processorSecondsPerDay: "processor_seconds_per_day"
  })
)

/** What one person has used since midnight in UTC, and keeps now. */
export const AccountUsage = Schema.Struct({
  runsToday: Schema.Int,
  processorSecondsToday: Schema.Finite,
  runsNow: Schema.Int,
  snippets: Schema.Int,
  bytes: Schema.Finite
}).pipe(
  Schema.encodeKeys({
    runsToday: "runs_today",
    processorSecondsToday: "processor_seconds_today",
    runsNow: "runs_now"
  })
)

/** Answer to `GET /me`. */
export class Me extends Schema.Opaque<Me>()(
  Schema.Struct({
    id: UserId,
    name: Schema.NullOr(Schema.String),
    email: Schema.NullOr(Schema.String),
    isAdministrator: Schema.Boolean,
    /** `local` for the one person at their own machine, who has no keys and signs in nowhere. */
    mode: Schema.Literals(["local", "oidc"]),
    createdAt: Instant,
    usage: AccountUsage,
    limits: AccountLimits
  }).pipe(Schema.encodeKeys({ isAdministrator: "is_administrator", createdAt: "created_at" }))
) {}

const UsageOfDay = Schema.Struct({
  /** In UTC, such as `2026-01-31`. */
  day: Schema.String,
  runs: Schema.Int,
  processorSeconds: Schema.Finite
}).pipe(Schema.encodeKeys({ processorSeconds: "processor_seconds" }))

/** Answer to `GET /me/usage`: the days with something, the latest first. The last seconds may be missing in them. */
export class UsageReport extends Schema.Opaque<UsageReport>()(
  Schema.Struct({ usage: AccountUsage, limits: AccountLimits, days: Schema.Array(UsageOfDay) })
) {}

// Control characters are what these are about. Programs in other languages read them in the API's description, so no class has a name.
/* oxlint-disable no-control-regex */
const inOneLine = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/u
const inLines = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$/u
/* oxlint-enable no-control-regex */

const keyName = Schema.String.check(
  isMaxCharacters(100),
  Schema.isMinLength(1),
  Schema.isPattern(inOneLine, { expected: "text in one line" }),
  Schema.makeFilter(wellFormedFault)
)

/** Body of `POST /me/keys`. */
export class KeyDraft extends Schema.Opaque<KeyDraft>()(
  Schema.Struct({
    name: keyName,
    scopes: Schema.Array(KeyScope).check(Schema.isMinLength(1), Schema.isMaxLength(3), Schema.isUnique()),
    /** Omitted or `null` for a key that does not expire. */
    expires_at: Schema.optionalKey(Schema.NullOr(Instant))
  })
) {}

const keyFields = {
  id: ApiKeyId,
  name: Schema.String,
  /** The first characters, by which its owner knows it. */
  prefix: Schema.String,
  scopes: Schema.Array(KeyScope),
  createdAt: Instant,
  expiresAt: Schema.NullOr(Instant),
  lastUsedAt: Schema.NullOr(Instant)
}

const keyKeys = { createdAt: "created_at", expiresAt: "expires_at", lastUsedAt: "last_used_at" } as const

/** A key in its owner's list. */
export class KeyEntry extends Schema.Opaque<KeyEntry>()(Schema.Struct(keyFields).pipe(Schema.encodeKeys(keyKeys))) {}

/** Answer to `GET /me/keys`, the latest first. */
export class KeyList extends Schema.Opaque<KeyList>()(Schema.Struct({ items: Schema.Array(KeyEntry) })) {}

/** Answer to `POST /me/keys`: the only one with the key itself. */
export class NewKey extends Schema.Opaque<NewKey>()(
  Schema.Struct({ ...keyFields, key: Schema.String }).pipe(Schema.encodeKeys(keyKeys))
) {}

/** What the body of `DELETE /me` must say. */
export const deletionPhrase = "delete everything"

/** Body of `DELETE /me`. */
export class Deletion extends Schema.Opaque<Deletion>()(Schema.Struct({ confirm: Schema.Literal(deletionPhrase) })) {}

/** An entry of a person's own audit trail. */
export const AuditItem = Schema.Struct({
  at: Instant,
  /** Such as `signed_in`, `key_created`. */
  action: Schema.String,
  /** Id of what it was done to, or a pseudonym of whom. */
  object: Schema.NullOr(Schema.String)
})

const next = Schema.optionalKey(Schema.String)

/** Answer to `GET /me/audit`, the latest first. */
export class AuditPage extends Schema.Opaque<AuditPage>()(Schema.Struct({ items: Schema.Array(AuditItem), next })) {}

/** A person as an administrator sees them. */
export class AccountEntry extends Schema.Opaque<AccountEntry>()(
  Schema.Struct({
    id: UserId,
    name: Schema.NullOr(Schema.String),
    email: Schema.NullOr(Schema.String),
    createdAt: Instant,
    lastSeenAt: Instant,
    blockedAt: Schema.NullOr(Instant),
    snippets: Schema.Int,
    bytes: Schema.Finite,
    runsToday: Schema.Int,
    processorSecondsToday: Schema.Finite,
    /** Of 30 days. */
    runs: Schema.Int,
    processorSeconds: Schema.Finite
  }).pipe(
    Schema.encodeKeys({
      createdAt: "created_at",
      lastSeenAt: "last_seen_at",
      blockedAt: "blocked_at",
      runsToday: "runs_today",
      processorSecondsToday: "processor_seconds_today",
      processorSeconds: "processor_seconds"
    })
  )
) {}

/** Answer to `GET /admin/users`, those who came last first. */
export class AccountPage extends Schema.Opaque<AccountPage>()(
  Schema.Struct({ items: Schema.Array(AccountEntry), next })
) {}

/** The longest reason of a report, in characters. */
export const maximumReason = 500

const reason = Schema.String.check(
  isMaxCharacters(maximumReason),
  Schema.isMinLength(1),
  Schema.isPattern(inLines, { expected: "text without control characters" }),
  Schema.makeFilter(wellFormedFault)
)

/** Body of `POST /shared/{slug}/report`. */
export class ReportDraft extends Schema.Opaque<ReportDraft>()(Schema.Struct({ reason })) {}

/** An open report, as an administrator sees it. */
export const ReportEntry = Schema.Struct({
  id: Schema.String,
  at: Instant,
  reason: Schema.String,
  reporter: Schema.NullOr(UserId),
  snippet: Schema.Struct({ id: SnippetId, slug: Slug, title: Schema.String, owner: UserId })
})

/** Answer to `GET /admin/reports`, the latest first. */
export class ReportPage extends Schema.Opaque<ReportPage>()(
  Schema.Struct({ items: Schema.Array(ReportEntry), next })
) {}
