import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as Exit from "effect/Exit"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { connect, optionsIn, postmasterOf, processesOf, startIn, temporaryFolder, until } from "./Fixtures.ts"
import { serverProgram } from "./ServerProgram.ts"

const insertOneByOne = (sql: Effect.Success<ReturnType<typeof connect>>, acknowledged: Array<number>) =>
  Effect.gen(function* () {
    for (let number = 0; ; number++) {
      yield* sql`insert into kept values (${number})`
      acknowledged.push(number)
    }
  })

const lockOf = (folder: string): string | undefined => {
  const lock = join(folder, "data", "lock")
  return existsSync(lock) ? readFileSync(lock, "utf8") : undefined
}

describe("Glissade's own PostgreSQL ends", () => {
  it.live("within 5 s after its server was killed, and has every row that was acknowledged", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const acknowledged: Array<number> = []
      yield* Effect.scoped(
        Effect.gen(function* () {
          const program = yield* serverProgram(optionsIn(folder))
          const sql = yield* connect(yield* program.address)
          yield* sql`create table kept (number int primary key)`
          const inserts = yield* Effect.forkChild(Effect.result(insertOneByOne(sql, acknowledged)))
          yield* until(() => acknowledged.length > 50, 10_000)
          program.signal("SIGKILL")
          yield* program.exited
          assert.isTrue(yield* until(() => processesOf(folder).length === 0, 5_000))
          yield* Fiber.interrupt(inserts)
        })
      )
      const sql = yield* connect(yield* startIn(folder))
      const rows = yield* sql<{ number: number }>`select number from kept order by number`
      const kept = rows.map(({ number }) => number)
      assert.isAbove(acknowledged.length, 50)
      assert.deepStrictEqual(kept.slice(0, acknowledged.length), acknowledged)
    })
  )

  it.live("so that another server can start at once after a kill", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      for (let round = 0; round < 3; round++) {
        yield* Effect.scoped(
          Effect.gen(function* () {
            const program = yield* serverProgram(optionsIn(folder))
            const sql = yield* connect(yield* program.address)
            yield* sql`create table if not exists kept (number int primary key)`
            yield* sql`insert into kept values (${round})`
            program.signal("SIGKILL")
            yield* program.exited
          })
        )
      }
      const sql = yield* connect(yield* startIn(folder))
      assert.deepStrictEqual(yield* sql`select count(*)::int as count from kept`, [{ count: 3 }])
    })
  )

  it.live("and leaves nothing half made when that happens while the data is set up", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      for (const milliseconds of [150, 300, 450, 600, 750]) {
        yield* Effect.scoped(
          Effect.gen(function* () {
            const before = lockOf(folder)
            const program = yield* serverProgram(optionsIn(folder))
            // That of the one killed before stays until this one has taken its place.
            assert.isTrue(yield* until(() => lockOf(folder) !== before, 10_000))
            yield* Effect.sleep(milliseconds)
            program.signal("SIGKILL")
            yield* program.exited
            assert.isTrue(yield* until(() => processesOf(folder).length === 0, 5_000))
          })
        )
      }
      const sql = yield* connect(yield* startIn(folder))
      yield* sql`create table kept (number int)`
      const partial = ["data", "data/programs"]
        .map((path) => join(folder, path))
        .flatMap((path) => (existsSync(path) ? readdirSync(path) : []))
        .filter((name) => name.includes("new"))
      assert.deepStrictEqual(partial, [])
    })
  )

  it.live("only with its server: not by what a terminal sends to a server that drains", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const program = yield* serverProgram(optionsIn(folder))
      const sql = yield* connect(yield* program.address)
      program.signal("SIGINT")
      yield* Effect.sleep(300)
      assert.deepStrictEqual(yield* sql`select 1 as one`, [{ one: 1 }])
    })
  )

  it.live("with word to the server when its first process was killed, and starts anew with all rows", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const scope = yield* Scope.make()
      const server = yield* Effect.provideService(startIn(folder), Scope.Scope, scope)
      const sql = yield* connect(server, { maxConnections: 2 })
      yield* sql`create table kept (number int)`
      yield* sql`insert into kept values (1)`
      // It computes and does not look whether the first process still lives.
      const busy = yield* Effect.forkChild(
        Effect.result(sql`select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b`)
      )
      yield* Effect.sleep(200)
      process.kill(postmasterOf(folder), "SIGKILL")
      yield* Effect.timeout(server.exited, 30_000)
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(processesOf(folder), [])
      yield* Fiber.interrupt(busy)
      const again = yield* connect(yield* startIn(folder))
      assert.deepStrictEqual(yield* again`select number from kept`, [{ number: 1 }])
    })
  )

  it.live("at once also while it recovers", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const closing = yield* Effect.scoped(
        Effect.gen(function* () {
          const server = yield* startIn(folder)
          const sql = yield* connect(server)
          const [backend] = yield* sql<{ pid: number }>`select pg_backend_pid() as pid`
          process.kill(backend!.pid, "SIGKILL")
          yield* Effect.sleep(50)
          return yield* Clock.currentTimeMillis
        })
      )
      // After 10 s it would be ended in another way.
      assert.isBelow((yield* Clock.currentTimeMillis) - closing, 10_000)
      assert.deepStrictEqual(processesOf(folder), [])
      yield* startIn(folder)
    })
  )

  it.live("when the folder was taken from its server", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const server = yield* startIn(folder)
      const lock = join(folder, "data", "lock")
      writeFileSync(lock, readFileSync(lock, "utf8").replace(/"token":"./, '"token":"x'))
      yield* Effect.timeout(server.exited, 30_000)
    })
  )

  it.live("not at all for a second server, which is told who has the folder", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const server = yield* startIn(folder)
      const other = yield* serverProgram(optionsIn(folder))
      const answer = yield* other.answer
      assert.isTrue("reason" in answer && answer.reason === "locked")
      if ("reason" in answer) assert.include(answer.message, `process ${process.pid} on `)
      const here = yield* Effect.result(Effect.scoped(startIn(folder)))
      assert.isTrue(Result.isFailure(here) && here.failure.reason === "locked")
      assert.deepStrictEqual(yield* (yield* connect(server))`select 1 as one`, [{ one: 1 }])
    })
  )
})
