import type { UserRecord } from "@glissade/core/Users"
import { UserId } from "@glissade/protocol/Ids"
import * as Schema from "effect/Schema"
import { Time } from "../database/Rows.ts"

/** The columns of a person, for queries. */
export const userColumns = "id, issuer, subject, name, email, created_at, last_seen_at, blocked_at"

/** The same as a row has them. */
export const userFields = {
  id: UserId,
  issuer: Schema.String,
  subject: Schema.String,
  name: Schema.NullOr(Schema.String),
  email: Schema.NullOr(Schema.String),
  created_at: Time,
  last_seen_at: Time,
  blocked_at: Schema.NullOr(Time)
}

export const UserRow = Schema.Struct(userFields)

export const toUser = (row: typeof UserRow.Type): UserRecord => ({
  id: row.id,
  issuer: row.issuer,
  subject: row.subject,
  name: row.name ?? undefined,
  email: row.email ?? undefined,
  createdAt: row.created_at,
  lastSeenAt: row.last_seen_at,
  blockedAt: row.blocked_at ?? undefined
})
