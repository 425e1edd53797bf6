import * as JobCodec from "@glissade/core/JobCodec"
import type { Delivery } from "@glissade/core/Queue"
import {
  backoffSeconds,
  deduplicationId,
  groupId,
  maximumReceives,
  Queue,
  QueueUnavailable
} from "@glissade/core/Queue"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import { DatabaseSync } from "node:sqlite"

/** How long a message stays hidden while it is handled: longer than any run. */
const visibilityTimeoutMs = 390_000
/** How long a repeated deduplication id is dropped. */
const deduplicationWindowMs = 300_000
/** How often messages of other processes are looked for. */
const pollMs = 1_000

const schema = `
  pragma journal_mode = wal;
  create table if not exists submits (deduplication_id text primary key, until integer not null);
  create table if not exists messages (
    id integer primary key,
    group_id text not null,
    body text not null,
    attributes text not null,
    receive_count integer not null default 0,
    visible_at integer not null,
    is_dead integer not null default 0
  );
`

/** The first message of each group: those behind it wait until it is handled, or dead. */
const heads = "select min(id) from messages where is_dead = 0 group by group_id"

interface Row {
  readonly id: number
  readonly group_id: string
  readonly body: string
  readonly attributes: string
  readonly receive_count: number
}

/** What is in the database besides the contract of `Queue`. */
export class SqliteQueue extends Context.Service<SqliteQueue, { readonly deadLetters: () => ReadonlyArray<string> }>()(
  "glissade-example/SqliteQueue"
) {}

/** Whatever the database fails with (the disk is full, another process holds it): nothing was changed. */
const attempt = <A>(use: () => A) =>
  Effect.try({ try: use, catch: (error) => new QueueUnavailable({ message: `SQLite: ${String(error)}` }) })

/** A FIFO queue in a file: jobs outlive the process, and several processes may submit and work. */
export const layer = (path: string) =>
  Layer.effectContext(
    Effect.gen(function* () {
      const database = yield* Effect.acquireRelease(
        attempt(() => new DatabaseSync(path)),
        (opened) => Effect.sync(() => opened.close())
      )
      database.exec(schema)
      /** Opened when a message may have become visible. */
      const news = Latch.makeUnsafe(false)

      const transact = <A>(use: () => A): A => {
        database.exec("begin immediate")
        try {
          const result = use()
          database.exec("commit")
          return result
        } catch (error) {
          database.exec("rollback")
          throw error
        }
      }

      const enqueue: Queue["Service"]["enqueue"] = Effect.fnUntraced(function* (job, attributes = {}) {
        const { body } = yield* JobCodec.encode(job, attributes)
        const now = yield* Clock.currentTimeMillis
        yield* attempt(() =>
          transact(() => {
            database.prepare("delete from submits where until <= ?").run(now)
            const { changes } = database
              .prepare("insert or ignore into submits values (?, ?)")
              .run(deduplicationId(job), now + deduplicationWindowMs)
            if (changes === 0) return
            database
              .prepare("insert into messages (group_id, body, attributes, visible_at) values (?, ?, ?, ?)")
              .run(groupId(job), body, JSON.stringify(attributes), now)
          })
        )
        news.openUnsafe()
      })

      /** Takes the messages that are visible and first in their groups. They are hidden from now on. */
      const receive = (now: number): ReadonlyArray<Row> =>
        transact(() => {
          database
            .prepare("update messages set is_dead = 1 where receive_count >= ? and visible_at <= ?")
            .run(maximumReceives, now)
          return database
            .prepare(
              `update messages set receive_count = receive_count + 1, visible_at = ?
               where visible_at <= ? and id in (${heads})
               returning id, group_id, body, attributes, receive_count`
            )
            .all(now + visibilityTimeoutMs, now) as unknown as ReadonlyArray<Row>
        })

      const remove = (id: number) => attempt(() => database.prepare("delete from messages where id = ?").run(id))

      const hide = ({ id, receive_count }: Row) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          attempt(() =>
            database
              .prepare("update messages set visible_at = ? where id = ?")
              .run(now + 1000 * backoffSeconds(receive_count), id)
          )
        )

      const nextVisibleMs = (now: number): number => {
        const row = database.prepare(`select min(visible_at) as at from messages where id in (${heads})`).get()
        const at = row?.["at"] as number | null | undefined
        return Math.min(pollMs, Math.max(1, (at ?? Infinity) - now))
      }

      const handle = <E, R>(row: Row, handler: (delivery: Delivery) => Effect.Effect<void, E, R>) =>
        handler({
          messageId: String(row.id),
          groupId: row.group_id,
          body: row.body,
          receiveCount: row.receive_count,
          attributes: JSON.parse(row.attributes)
        }).pipe(
          Effect.exit,
          Effect.flatMap((exit) => (Exit.isSuccess(exit) ? remove(row.id) : hide(row))),
          // What the database cannot be told now comes again after the visibility timeout.
          Effect.ignore,
          Effect.ensuring(news.open)
        )

      const consume: Queue["Service"]["consume"] = (handler) =>
        Effect.scoped(
          Effect.gen(function* () {
            const handlers = yield* Effect.scope
            while (true) {
              news.closeUnsafe()
              const received = yield* Clock.currentTimeMillis
              const rows = yield* attempt(() => receive(received))
              for (const row of rows) yield* Effect.forkIn(handle(row, handler), handlers)
              const now = yield* Clock.currentTimeMillis
              yield* Effect.raceFirst(news.await, Effect.sleep(yield* attempt(() => nextVisibleMs(now))))
            }
          })
        )

      const deadLetters = () =>
        database
          .prepare("select body from messages where is_dead = 1 order by id")
          .all()
          .map(({ body }) => String(body))

      return Context.empty().pipe(Context.add(Queue, { enqueue, consume }), Context.add(SqliteQueue, { deadLetters }))
    })
  )
