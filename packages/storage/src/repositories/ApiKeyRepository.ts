import type { ApiKeyRecord } from "@glissade/core/ApiKeys"
import { ApiKeyNotFound, ApiKeys, maximumKeys } from "@glissade/core/ApiKeys"
import { Scope } from "@glissade/core/Scopes"
import { LimitReached } from "@glissade/core/StorageUnavailable"
import { ApiKeyHash, ApiKeyId, UserId } from "@glissade/protocol/Ids"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Database } from "../database/Database.ts"
import { rowsOf, Time } from "../database/Rows.ts"
import { lockOwner } from "./SnippetSpace.ts"

const KeyRow = Schema.Struct({
  id: ApiKeyId,
  owner: UserId,
  name: Schema.String,
  hash: ApiKeyHash,
  prefix: Schema.String,
  scopes: Schema.Array(Scope),
  created_at: Time,
  expires_at: Schema.NullOr(Time),
  last_used_at: Schema.NullOr(Time)
})

const keyRows = rowsOf(KeyRow)
const counts = rowsOf(Schema.Struct({ keys: Schema.Int }))
const idRows = rowsOf(Schema.Struct({ id: ApiKeyId }))

const toKey = ({ created_at, expires_at, last_used_at, ...key }: typeof KeyRow.Type): ApiKeyRecord => ({
  ...key,
  createdAt: created_at,
  expiresAt: expires_at ?? undefined,
  lastUsedAt: last_used_at ?? undefined
})

const columns = "id, owner, name, hash, prefix, scopes, created_at, expires_at, last_used_at"

/** `ApiKeys` in PostgreSQL. */
export const layer = Layer.effect(
  ApiKeys,
  Effect.map(Database, (database) => ({
    create: (owner, { expiresAt, hash, id, name, prefix, scopes }) =>
      database.transaction((sql) =>
        Effect.gen(function* () {
          yield* lockOwner(sql, owner)
          const [count] = yield* counts(sql`select count(*)::integer as keys from api_keys where owner = ${owner}`)
          if (count!.keys >= maximumKeys) return yield* new LimitReached({ what: "api keys", maximum: maximumKeys })
          const [row] = yield* keyRows(sql`
            insert into api_keys ${sql.insert({
              id,
              owner,
              name,
              hash,
              prefix,
              scopes,
              created_at: new Date(yield* Clock.currentTimeMillis),
              expires_at: expiresAt === undefined ? null : new Date(expiresAt)
            })}
            returning ${sql.literal(columns)}`)
          return toKey(row!)
        })
      ),
    list: (owner) =>
      database.use((sql) =>
        Effect.map(
          keyRows(sql`
            select ${sql.literal(columns)} from api_keys where owner = ${owner} order by created_at desc, id desc`),
          (rows) => rows.map(toKey)
        )
      ),
    revoke: (owner, id) =>
      database.use((sql) =>
        Effect.flatMap(idRows(sql`delete from api_keys where id = ${id} and owner = ${owner} returning id`), ([row]) =>
          row === undefined ? Effect.fail(new ApiKeyNotFound()) : Effect.void
        )
      ),
    find: (hash) =>
      database.use((sql) =>
        Effect.map(keyRows(sql`select ${sql.literal(columns)} from api_keys where hash = ${hash}`), ([row]) =>
          Option.map(Option.fromUndefinedOr(row), toKey)
        )
      ),
    touch: (uses) =>
      database.transaction((sql) =>
        Effect.forEach(
          // In one order, so that two processes do not wait for each other.
          [...uses].toSorted(([one], [other]) => (one < other ? -1 : 1)),
          ([id, at]) =>
            sql`update api_keys set last_used_at = greatest(last_used_at, ${new Date(at)}::timestamptz) where id = ${id}`,
          { discard: true }
        )
      )
  }))
)
