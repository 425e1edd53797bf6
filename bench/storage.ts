/** Measures the library over HTTP, beside bare statements on the same PostgreSQL: the server's own, over its socket. */
import * as PgClient from "@effect/sql-pg/PgClient"
import { ServerProcess } from "@glissade/test-kit/ServerProcess"
import { findRunning } from "@glissade/storage/RunningPostgres"
import * as Effect from "effect/Effect"
import * as Reactivity from "effect/reactivity/Reactivity"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { repeat } from "./Measure.ts"
import { machine, report, table } from "./Report.ts"

const folder = mkdtempSync(join(tmpdir(), "glissade-bench-"))
// As root, PostgreSQL runs as another user, who must get to its data.
chmodSync(folder, 0o711)
const data = join(folder, "data")
const runs = 400

const server = await ServerProcess.start(0, { DATA_DIR: data, ENGINES: "@glissade/engine-lua" })
const headers = { "content-type": "application/json" }

const ask = async (method: string, path: string, body?: object, more = {}): Promise<Response> => {
  const init = { method, headers: { ...headers, ...more }, ...(body && { body: JSON.stringify(body) }) }
  const response = await fetch(server.url + path, init)
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return new Response(text, { headers: response.headers })
}

const code = "print(1)\n".repeat(100)
const created: Array<string> = []
for (let n = 0; n < 100; n++) {
  const { id } = (await (await ask("POST", "/snippets", { code, title: `Program ${n}` })).json()) as {
    readonly id: string
  }
  created.push(id)
}

const rows = await Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      const sql = yield* PgClient.make({ ...(yield* findRunning(data)), maxConnections: 1 })
      yield* sql`create table if not exists bench (id bigserial primary key, body text not null)`
      const run =
        <A, E>(query: Effect.Effect<A, E>) =>
        () =>
          Effect.runPromise(query)
      const measured = (act: () => Promise<unknown>) => Effect.promise(() => repeat(runs, 20, act))

      const select = yield* measured(run(sql`select 1`))
      const insert = yield* measured(run(sql`insert into bench (body) values (${code})`))
      const health = yield* measured(() => ask("GET", "/health"))
      let version = 1
      const [first] = created
      const save = yield* measured(async () => {
        await ask(
          "PUT",
          `/snippets/${first}`,
          { code: `${code}${version}`, is_autosaved: true },
          { "if-match": `"${version}"` }
        )
        version++
      })
      const list = yield* measured(() => ask("GET", "/snippets"))
      const search = yield* measured(() => ask("GET", "/snippets?q=print"))
      const read = yield* measured(() => ask("GET", `/snippets/${created[5]}`))
      yield* sql`drop table bench`
      const row = (what: string, one: typeof list, other: typeof list) => [
        what,
        `${(one.p50 / other.p50).toFixed(1)} ×`,
        `${one.p50.toFixed(2)} ms`,
        `${one.p95.toFixed(2)} ms`
      ]
      return [
        row("`select 1` over the socket", select, select),
        row("GET /health, which asks no database, to `select 1`", health, select),
        row("read a program, to `select 1`", read, select),
        row("list 50 of 100 programs, to `select 1`", list, select),
        row("search in them, to `select 1`", search, select),
        row("bare insert of 900 bytes", insert, insert),
        row("save a new version, to a bare insert", save, insert)
      ]
    })
  ).pipe(Effect.provide(Reactivity.layer))
)
await server.stop()
rmSync(folder, { recursive: true, force: true })

report(
  "storage",
  `## The library

${machine()}. The embedded server with its own PostgreSQL, ${runs} calls of each kind one after another over one connection, after 20 to warm up. Saving
is a transaction of six statements, one of which waits for the disk as the bare insert does.

${table(["what", "ratio of p50", "p50", "p95"], rows)}`
)
