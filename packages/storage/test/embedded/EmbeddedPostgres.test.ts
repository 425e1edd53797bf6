import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs"
import { join } from "node:path"
import { connect, isRoot, processesOf, startIn, temporaryFolder } from "./Fixtures.ts"

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

/** The sockets that a process has open, by their numbers. */
const socketsOf = (pid: number): ReadonlyArray<string> =>
  readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1] ?? []
    } catch {
      return []
    }
  })

/** The numbers of all sockets of a kind on this machine. */
const socketsOfKind = (kind: string, column: number): ReadonlySet<string> =>
  new Set(
    readFileSync(`/proc/net/${kind}`, "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/)[column] ?? "")
  )

describe("Glissade's own PostgreSQL", () => {
  it.live("keeps what was written over a restart", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* Effect.scoped(
        Effect.gen(function* () {
          const sql = yield* connect(yield* startIn(folder))
          yield* sql`create table kept (word text)`
          yield* sql`insert into kept values ('naïve')`
        })
      )
      assert.deepStrictEqual(processesOf(folder), [])
      assert.isFalse(existsSync(join(folder, "data", "socket")))
      const sql = yield* connect(yield* startIn(folder))
      assert.deepStrictEqual(yield* sql`select word, upper(word) as large from kept`, [
        { word: "naïve", large: "NAÏVE" }
      ])
    })
  )

  it.live("is PostgreSQL 18 in UTF-8 with checksums, and knows letters of all languages", () =>
    Effect.gen(function* () {
      const sql = yield* connect(yield* startIn(yield* temporaryFolder))
      const settings = ["server_encoding", "data_checksums", "fsync", "synchronous_commit", "jit", "listen_addresses"]
      const found = yield* sql<{ name: string; setting: string }>`
        select name, setting from pg_settings where ${sql.in("name", settings)} order by name`
      assert.deepStrictEqual(Object.fromEntries(found.map(({ name, setting }) => [name, setting])), {
        data_checksums: "on",
        fsync: "on",
        jit: "off",
        listen_addresses: "",
        server_encoding: "UTF8",
        synchronous_commit: "on"
      })
      yield* sql`create extension pg_trgm`
      const [row] = yield* sql<{ count: number; version: string }>`
        select cardinality(show_trgm('привет')) as count, current_setting('server_version_num') as version`
      assert.isAbove(row!.count, 1)
      assert.match(row!.version, /^18/)
    })
  )

  it.live("lets nobody in without the password, and the role is no superuser", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const server = yield* startIn(folder)
      const access = readFileSync(join(folder, "data", "postgresql", "pg_hba.conf"), "utf8")
      assert.match(access, /scram-sha-256/)
      assert.notMatch(access, /trust|peer|ident|md5/)
      const attempt = (username: string, password: string) =>
        Effect.scoped(
          Effect.flatMap(connect({ ...server, username, password: Redacted.make(password) }), (sql) => sql`select 1`)
        ).pipe(Effect.result)
      const password = Redacted.value(server.password)
      assert.isTrue(Result.isSuccess(yield* attempt("glissade", password)))
      assert.isTrue(Result.isFailure(yield* attempt("glissade", "wrong")))
      assert.isTrue(Result.isFailure(yield* attempt("glissade", "")))
      assert.isTrue(Result.isFailure(yield* attempt("postgres", password)))
      assert.isTrue(Result.isFailure(yield* attempt("postgres", "")))
      const sql = yield* connect(server)
      for (const statement of [`copy (select 1) to program 'true'`, `select pg_read_file('PG_VERSION')`]) {
        assert.isTrue(Result.isFailure(yield* Effect.result(sql.unsafe(statement))))
      }
    })
  )

  it.live("has folders and files that are closed to others", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const server = yield* startIn(folder)
      const data = join(folder, "data")
      assert.strictEqual(modeOf(data), isRoot ? "710" : "700")
      assert.strictEqual(modeOf(join(data, "password")), "600")
      assert.strictEqual(modeOf(join(data, "lock")), "600")
      assert.strictEqual(modeOf(join(data, "postgresql")), "700")
      assert.strictEqual(modeOf(join(data, "postgresql", "pg_hba.conf")), "600")
      assert.strictEqual(modeOf(server.socketFolder), "700")
      assert.strictEqual(statSync(join(data, "password")).uid, process.getuid!())
      assert.match(Redacted.value(server.password), /^[0-9a-f]{64}$/)
      for (const pid of processesOf(folder)) {
        assert.notInclude(readFileSync(`/proc/${pid}/cmdline`, "utf8"), Redacted.value(server.password))
        assert.notInclude(readFileSync(`/proc/${pid}/environ`, "utf8"), Redacted.value(server.password))
      }
    })
  )

  it.skipIf(!isRoot)("runs as a user of its own where the server is root, which owns the data and nothing else", () =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const folder = yield* temporaryFolder
          yield* startIn(folder)
          const owner = (path: string) => statSync(join(folder, "data", path)).uid
          assert.deepStrictEqual(
            processesOf(folder)
              .map((pid) => statSync(`/proc/${pid}`).uid)
              .filter((uid) => uid !== 65_528),
            []
          )
          assert.strictEqual(owner("postgresql"), 65_528)
          assert.deepStrictEqual([".", "password", "lock", "postgresql.conf", "programs"].map(owner), [0, 0, 0, 0, 0])
        })
      )
    )
  )

  it.live("listens on a Unix socket and on no port", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* startIn(folder)
      const open = processesOf(folder).flatMap(socketsOf)
      const unix = socketsOfKind("unix", 6)
      assert.isTrue(open.some((socket) => unix.has(socket)))
      for (const kind of ["tcp", "tcp6", "udp", "udp6"]) {
        const found = socketsOfKind(kind, 9)
        assert.deepStrictEqual(
          open.filter((socket) => found.has(socket)),
          []
        )
      }
    })
  )
})
