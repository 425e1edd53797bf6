import type { LibraryLimits } from "@glissade/core/Snippets"
import { LimitReached, StorageUnavailable } from "@glissade/core/StorageUnavailable"
import type { SnippetId, UserId } from "@glissade/protocol/Ids"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Sql } from "../database/Database.ts"
import { rowsOf } from "../database/Rows.ts"

const sizes = rowsOf(Schema.Struct({ snippets: Schema.Int, bytes: Schema.Int }))
const ids = rowsOf(Schema.Struct({ id: Schema.String }))

/** Two saves of one person wait for each other here, so that together they cannot pass a limit. */
export const lockOwner = (sql: Sql, owner: UserId) =>
  ids(sql`select id from users where id = ${owner} for update`).pipe(
    Effect.filterOrFail(
      (rows) => rows.length === 1,
      () => new StorageUnavailable({ reason: "broken", message: "the account does not exist any more; sign in again" })
    )
  )

/**
 * Makes sure that a person has room for a snippet of so many bytes, beside their others. Deleted ones take room as long as nobody else needs
 * it: those that were deleted first go for good. Call it in a transaction after {@link lockOwner}.
 */
export const makeRoom = Effect.fnUntraced(function* (
  sql: Sql,
  limits: LibraryLimits,
  owner: UserId,
  bytes: number,
  except: SnippetId | undefined
) {
  const others = sql`owner = ${owner} and id is distinct from ${except ?? null}::uuid`
  const [live] = yield* sizes(sql`
    select count(*)::integer as snippets, coalesce(sum(bytes), 0)::integer as bytes
    from snippets where ${others} and deleted_at is null`)
  if (live!.snippets + 1 > limits.snippets) {
    return yield* new LimitReached({ what: "snippets", maximum: limits.snippets })
  }
  if (live!.bytes + bytes > limits.bytes) return yield* new LimitReached({ what: "bytes", maximum: limits.bytes })
  yield* sql`
    delete from snippets where id in (
      select id from (
        select id,
          row_number() over latest as number,
          sum(bytes) over latest as total
        from snippets where ${others} and deleted_at is not null
        window latest as (order by deleted_at desc, id desc)
      ) as deleted
      where number > ${limits.snippets - live!.snippets - 1} or total > ${limits.bytes - live!.bytes - bytes}
    )`
})
