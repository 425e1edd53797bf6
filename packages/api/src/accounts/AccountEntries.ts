import type { AccountOverview, Holdings } from "@glissade/core/AccountDirectory"
import type { ApiKeyRecord } from "@glissade/core/ApiKeys"
import type { AuditEntry } from "@glissade/core/AuditTrail"
import type { RunUsage } from "@glissade/core/RunQuotas"
import { AccountEntry, KeyEntry } from "@glissade/protocol/Account"

/** A key as its owner sees it, without its hash. */
export const toKeyEntry = ({ createdAt, expiresAt, id, lastUsedAt, name, prefix, scopes }: ApiKeyRecord): KeyEntry =>
  KeyEntry.make({
    id,
    name,
    prefix,
    scopes,
    createdAt,
    expiresAt: expiresAt ?? null,
    lastUsedAt: lastUsedAt ?? null
  })

/** An entry of a person's own audit trail: who did it was they. */
export const toAuditItem = ({ action, at, object }: AuditEntry) => ({ at, action, object: object ?? null })

/** A person as an administrator sees them; neither issuer nor subject is their business. */
export const toAccountEntry = (user: AccountOverview): AccountEntry =>
  AccountEntry.make({
    id: user.id,
    name: user.name ?? null,
    email: user.email ?? null,
    createdAt: user.createdAt,
    lastSeenAt: user.lastSeenAt,
    blockedAt: user.blockedAt ?? null,
    snippets: user.snippets,
    bytes: user.bytes,
    runsToday: user.runsToday,
    processorSecondsToday: user.processorMsToday / 1_000,
    runs: user.runs,
    processorSeconds: user.processorMs / 1_000
  })

const limit = (value: number | undefined) => (value === undefined || value === Infinity ? null : value)

/** What a person may use and keep. */
export const toLimits = (usage: RunUsage | undefined, kept: Holdings) => ({
  runsPerMinute: limit(usage?.limits.runsPerMinute),
  runsPerDay: limit(usage?.limits.runsPerDay),
  runsAtOnce: limit(usage?.limits.runsAtOnce),
  processorSecondsPerDay: limit(usage?.limits.processorSecondsPerDay),
  snippets: limit(kept.snippets),
  bytes: limit(kept.bytes)
})

/** What a person has used, and keeps. */
export const toUsage = (usage: RunUsage | undefined, { bytes, snippets }: Holdings) => ({
  runsToday: usage?.runsToday ?? 0,
  processorSecondsToday: usage?.processorSecondsToday ?? 0,
  runsNow: usage?.runsNow ?? 0,
  snippets,
  bytes
})
