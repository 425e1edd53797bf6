import { assert, describe, layer } from "@effect/vitest"
import { Database } from "@glissade/storage/Database"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Query } from "../Exercise.ts"
import { exercise, repositories } from "../Exercise.ts"
import { databasesWith } from "../TestDatabase.ts"

/** 10,000 people with 1,000,000 snippets, and as many runs as one process keeps of 300 of them. */
const fill = [
  `insert into users (id, issuer, subject, pseudonym, created_at, last_seen_at)
    select 'u' || n, 'i', 's' || n, gen_random_uuid(), now(), now() - n * interval '1 minute' from generate_series(1, 10000) n`,
  `insert into snippets (id, owner, slug, title, language, code, extras, description, tags, visibility, bytes,
      created_at, updated_at, deleted_at)
    select gen_random_uuid(), 'u' || 1 + n % 10000, translate(lpad(n::text, 16, '0'), '0123456789', 'abcdefghij'), 'title ' || n, 'python', 'print(' || n || ')',
      '{"files":[],"stdin":"","args":[]}', '', '{}', 'private', 50, now(), now() - n * interval '1 second',
      case when n % 20 = 0 then now() end
    from generate_series(1, 1000000) n`,
  `insert into snippet_versions (snippet, version, title, language, code, extras, is_autosaved, bytes, created_at)
    select id, 1, title, language, code, extras, false, bytes, now() from snippets limit 200000`,
  `insert into programs (owner, hash, code, extras)
    select 'u' || 1 + n % 300, int8send(n), 'print', '{}' from generate_series(1, 300000) n`,
  `insert into runs (id, owner, job, attempt, way, language, program, status, submitted_at, bytes)
    select gen_random_uuid(), 'u' || 1 + n % 300, 'j' || n, 1, 'async', 'python', int8send(n), 'success',
      now() - n * interval '1 second', 10
    from generate_series(1, 300000) n`,
  `insert into api_keys (id, owner, name, hash, prefix, scopes, created_at)
    select gen_random_uuid(), 'u' || 1 + n % 10000, 'k', 'h' || n, 'g', '{run}', now() from generate_series(1, 30000) n`,
  `insert into usage (owner, day, runs, processor_ms)
    select 'u' || n, date '2026-01-01' + d, 1, 1 from generate_series(1, 10000) n, generate_series(1, 5) d`,
  `insert into audit_trail (id, at, actor, action)
    select gen_random_uuid(), now() - n * interval '1 second', (select pseudonym from users limit 1), 'signed_in'
    from generate_series(1, 50000) n`,
  `insert into reports (id, snippet, reporter, reason, at, handled_at)
    select gen_random_uuid(), id, owner, 'bad', updated_at, case when random() < 0.5 then now() end from snippets limit 50000`,
  "analyze"
]

interface Plan {
  readonly "Node Type": string
  readonly "Relation Name"?: string
  readonly Plans?: ReadonlyArray<Plan>
}

const wholeReads = (plan: Plan): ReadonlyArray<string> => [
  ...(plan["Node Type"] === "Seq Scan" ? [plan["Relation Name"] ?? ""] : []),
  ...(plan.Plans ?? []).flatMap(wholeReads)
]

/** Statements that have no plan: they begin and end transactions. */
const hasPlan = ({ text }: Query) => /^\s*(?:select|insert|update|delete)\b/i.test(text)

// Both are filled at the same time, each by one processor: that takes most of the time.
describe.concurrent("the plans of queries", () => {
  for (const [name, database] of databasesWith({ timeoutMs: 300_000 })) {
    const filled = Layer.effectDiscard(
      Effect.gen(function* () {
        const { use } = yield* Database
        for (const statement of fill) {
          yield* use((sql) =>
            sql.withTransaction(Effect.andThen(sql`set local statement_timeout = 0`, sql.unsafe(statement).unprepared))
          )
        }
      })
    )
    const environment = Layer.provideMerge(filled, Layer.provideMerge(repositories, database))

    layer(environment, { excludeTestServices: true, timeout: 300_000 })(`with a million snippets on ${name}`, (it) => {
      it.effect("no query reads a table from end to end", () =>
        Effect.gen(function* () {
          const { use } = yield* Database
          const queries = (yield* exercise).filter(hasPlan)
          assert.isAtLeast(queries.length, 60)
          for (const { parameters, text } of queries) {
            const [row] = yield* use((sql) => sql.unsafe(`explain (format json) ${text}`, parameters).unprepared)
            const [{ Plan: plan }] = (row as { readonly "QUERY PLAN": readonly [{ readonly Plan: Plan }] })[
              "QUERY PLAN"
            ]
            assert.deepStrictEqual(wholeReads(plan), [], text)
          }
        })
      )

      it.effect("every foreign key has an index, so that deleting what it refers to reads no table", () =>
        Effect.gen(function* () {
          const { use } = yield* Database
          const without = yield* use(
            (sql) => sql`
            select conrelid::regclass::text as "table", conname from pg_constraint c
            where contype = 'f' and not exists (
              select from pg_index i where i.indrelid = c.conrelid
                and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
            )`
          )
          assert.deepStrictEqual(without, [])
        })
      )
    })
  }
})
