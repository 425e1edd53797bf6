import type { Identity } from "@glissade/core/Users"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { randomUUID } from "node:crypto"
import type { Sql } from "../database/Database.ts"
import { userColumns } from "./UserRow.ts"

/** Makes a person's row, or brings it up to date; returns it. */
export const putUser = Effect.fnUntraced(function* (sql: Sql, { email, id, issuer, name, subject }: Identity) {
  const now = new Date(yield* Clock.currentTimeMillis)
  return yield* sql`
    insert into users ${sql.insert({
      id,
      issuer,
      subject,
      name: name ?? null,
      email: email ?? null,
      pseudonym: randomUUID(),
      created_at: now,
      last_seen_at: now
    })}
    on conflict (id) do update set name = excluded.name, email = excluded.email,
      last_seen_at = greatest(users.last_seen_at, excluded.last_seen_at)
    returning ${sql.literal(userColumns)}`
})
