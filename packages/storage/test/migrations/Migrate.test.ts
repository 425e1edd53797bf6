import * as PgClient from "@effect/sql-pg/PgClient"
import { assert, describe, layer } from "@effect/vitest"
import { debianPostgres, hasDebianPostgres } from "@glissade/test-kit/DebianPostgres"
import { migrate } from "@glissade/storage/Migrate"
import { migrations } from "@glissade/storage/Migrations"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"

class Server extends Context.Service<Server, PgClient.PgPoolConfig>()("@glissade/storage/test/Server") {}

const onServer = Layer.effect(Server, debianPostgres)

/** A client of a new database on the server. */
const newDatabase = Effect.gen(function* () {
  const settings = yield* Server
  const name = `d${globalThis.crypto.randomUUID().replaceAll("-", "")}`
  const admin = yield* PgClient.make(settings)
  yield* admin.unsafe(`create database ${name}`).unprepared
  return { ...settings, database: name }
})

const connect = (settings: PgClient.PgPoolConfig) => PgClient.make(settings)

const scoped = <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.provide(Effect.scoped(effect), Reactivity.layer)

const step = (id: number, ...statements: ReadonlyArray<string>) => ({ id, name: `step ${id}`, statements })

describe.skipIf(!hasDebianPostgres)("on PostgreSQL 15", () => {
  layer(onServer, { excludeTestServices: true, timeout: 60_000 })("migrations", (it) => {
    it.effect("run once each, also in two processes that start at once", () =>
      scoped(
        Effect.gen(function* () {
          const settings = yield* newDatabase
          const clients = yield* Effect.all([connect(settings), connect(settings), connect(settings)])
          const done = yield* Effect.forEach(clients, (client) => migrate(client), { concurrency: "unbounded" })
          assert.deepStrictEqual(
            done.flat().toSorted((a, b) => a - b),
            migrations.map(({ id }) => id)
          )
          assert.deepStrictEqual(yield* migrate(clients[0]), [])
        })
      )
    )

    it.effect("leave nothing behind when they fail", () =>
      scoped(
        Effect.gen(function* () {
          const sql = yield* connect(yield* newDatabase)
          const broken = [
            step(1, "create table a (x integer)"),
            step(2, "create table b (x integer)", "select nothing")
          ]
          yield* Effect.flip(migrate(sql, broken))
          const tables = yield* sql`select table_name from information_schema.tables where table_name in ('a', 'b')`
          assert.deepStrictEqual(tables, [{ table_name: "a" }])
          assert.deepStrictEqual(yield* migrate(sql, [broken[0]!, step(2, "create table b (x integer)")]), [2])
        })
      )
    )

    it.effect("refuse a database whose migrations were changed after they were applied", () =>
      scoped(
        Effect.gen(function* () {
          const sql = yield* connect(yield* newDatabase)
          yield* migrate(sql, [step(1, "create table a (x integer)")])
          const error = yield* Effect.flip(migrate(sql, [step(1, "create table a (x text)"), step(2, "select 1")]))
          assert.deepInclude(error, { _tag: "SchemaMismatch" })
          assert.include(error.message, "migration 1 (step 1)")
        })
      )
    )

    it.effect("leave alone what a later release has added", () =>
      scoped(
        Effect.gen(function* () {
          const sql = yield* connect(yield* newDatabase)
          const later = [step(1, "create table a (x integer)"), step(2, "alter table a add y text")]
          yield* migrate(sql, later)
          assert.deepStrictEqual(yield* migrate(sql, later.slice(0, 1)), [])
        })
      )
    )

    it.effect("are numbered without gaps", () =>
      Effect.sync(() =>
        assert.deepStrictEqual(
          migrations.map(({ id }) => id),
          migrations.map((_, index) => index + 1)
        )
      )
    )
  })
})
