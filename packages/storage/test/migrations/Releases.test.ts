import { assert, layer } from "@effect/vitest"
import { Database } from "@glissade/storage/Database"
import { migrations } from "@glissade/storage/Migrations"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { readdirSync, readFileSync } from "node:fs"
import { expect } from "vitest"
import { exercise, repositories } from "../Exercise.ts"
import { databases } from "../TestDatabase.ts"

/** All statements that a release sent, by the id of its last migration: `schema-3.sql`. */
const folder = new URL("releases/", import.meta.url)

const separator = ";\n\n"

const oneLine = (text: string): string => text.trim().replaceAll(/\s+/g, " ")

const isQuery = (text: string): boolean => /^(?:select|insert|update|delete)\b/i.test(text)

for (const [name, database] of databases) {
  layer(Layer.provideMerge(repositories, database), { excludeTestServices: true, timeout: 60_000 })(
    `the queries of releases on ${name}`,
    (it) => {
      it.effect("are recorded for the present schema; vitest -u records them anew", () =>
        Effect.gen(function* () {
          const queries = (yield* exercise).map(({ text }) => oneLine(text)).filter(isQuery)
          const file = new URL(`schema-${migrations.at(-1)!.id}.sql`, folder)
          yield* Effect.promise(() =>
            expect([...new Set(queries)].toSorted().join(separator)).toMatchFileSnapshot(file.pathname)
          )
        })
      )

      it.effect.each(readdirSync(folder))("are understood by the present schema: %s", (file) =>
        Effect.gen(function* () {
          const { use } = yield* Database
          const queries = readFileSync(new URL(file, folder), "utf8").split(separator)
          assert.isAtLeast(queries.length, 50)
          for (const query of queries) {
            yield* use((sql) =>
              sql.withTransaction(
                Effect.andThen(
                  sql.unsafe(`prepare recorded as ${query}`).unprepared,
                  sql`deallocate recorded`.unprepared
                )
              )
            )
          }
        })
      )
    }
  )
}
