import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { makeCluster } from "../../src/embedded/Cluster.ts"
import { prepareDataFolder } from "../../src/embedded/DataFolder.ts"
import { findPackage } from "../../src/embedded/PostgresPackage.ts"
import { serve } from "../../src/embedded/PostgresServer.ts"
import { providePrograms } from "../../src/embedded/Programs.ts"
import { connect, processesOf, startIn, temporaryFolder, until } from "./Fixtures.ts"

const mebibyte = 1_024 ** 2

/** Memory of the processes: what several share counts once. */
const proportionalBytes = (pids: ReadonlyArray<number>): number =>
  pids
    .map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))![1]) * 1_024)
    .reduce((sum, bytes) => sum + bytes, 0)

describe("Glissade's own PostgreSQL", () => {
  it.live("takes at most 60 MB with ten busy connections, indexes and more data than fits into its buffers", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const server = yield* startIn(folder)
      const sql = yield* connect(server, { minConnections: 10, maxConnections: 10 })
      yield* sql`create extension pg_trgm`
      yield* sql`create table kept (id int primary key, text text, at timestamptz default now())`
      yield* sql`insert into kept select id, md5(id::text) || repeat('x', 300) from generate_series(1, 40000) id`
      yield* sql`create index on kept using gin (text gin_trgm_ops)`
      yield* sql`create index on kept (at)`
      yield* Effect.forEach(
        Array.from({ length: 500 }, (_, number) => number),
        (number) =>
          Effect.all([
            sql`select * from kept where id = ${number * 80}`,
            sql`select count(*) from kept where text like ${`%${number}a%`}`,
            sql`update kept set text = text || 'y' where id = ${number * 80}`,
            sql.withTransaction(sql`select id, text from kept order by at desc, id limit 50`)
          ]),
        { concurrency: 20, discard: true }
      )
      const pids = processesOf(folder)
      assert.isAtLeast(pids.length, 10 + 4)
      assert.isAtMost(proportionalBytes(pids) / mebibyte, 60)
    })
  )

  it.live("writes no statement and no value to its log, whatever fails", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const data = yield* prepareDataFolder(join(folder, "data"))
      const programs = yield* providePrograms(yield* findPackage(), data, join(folder, "cache"))
      yield* makeCluster(data, programs)
      const lines: Array<string> = []
      const server = yield* serve(data, programs, (line) => lines.push(line))
      const password = readFileSync(data.password, "utf8").trim()
      const address = { ...server, port: 5_432, database: "glissade", username: "glissade", password } as const
      const fails = (text: string, values: ReadonlyArray<unknown> = []) =>
        Effect.scoped(Effect.flatMap(connect(address), (sql) => sql.unsafe(text, values))).pipe(
          Effect.result,
          Effect.map((result) => assert.isTrue(Result.isFailure(result), text))
        )
      const sql = yield* connect(address, { maxConnections: 4 })
      yield* sql`create table kept (word text primary key check (length(word) < 20))`
      yield* sql`insert into kept values ('secret'), ('other')`
      yield* fails("selct 'secret'")
      yield* fails("insert into kept values ('secret')")
      yield* fails("insert into kept values ($1)", ["secret"])
      yield* fails("insert into kept values ($1)", ["secret".repeat(9)])
      yield* fails("do $$ begin raise exception 'secret'; end $$")
      yield* fails("set log_min_error_statement = 'error'")
      yield* sql`set debug_print_parse = on`
      yield* sql`select 'secret' as word`
      // Two that wait for each other.
      const update = (first: string, second: string) =>
        sql.withTransaction(
          Effect.gen(function* () {
            yield* sql`update kept set word = word || ${"secret"} where word = ${first}`
            yield* Effect.sleep(300)
            yield* sql`update kept set word = word || ${"secret"} where word = ${second}`
          })
        )
      const deadlock = yield* Effect.all([update("secret", "other"), update("other", "secret")].map(Effect.result), {
        concurrency: 2
      })
      assert.isTrue(deadlock.some(Result.isFailure))
      // A process that is killed while it works for somebody.
      const kill = Effect.andThen(
        Effect.sleep(300),
        Effect.sync(() => {
          process.kill(busyBackend(folder), "SIGKILL")
        })
      )
      yield* Effect.all([fails("select pg_sleep(10), 'secret'"), kill], { concurrency: 2 })
      yield* until(() => lines.some((line) => line.includes("was terminated by signal 9")), 5_000)
      assert.isTrue(lines.some((line) => line.includes("was terminated by signal 9")))
      assert.deepStrictEqual(
        lines.filter((line) => /secret|kept|selct/.test(line)),
        []
      )
    })
  )
})

/** The process that works for somebody at this moment. */
const busyBackend = (folder: string): number =>
  processesOf(folder).find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("[local] SELECT"))!
