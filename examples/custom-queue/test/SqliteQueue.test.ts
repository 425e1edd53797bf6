import { assert, it } from "@effect/vitest"
import { Queue } from "@glissade/core/Queue"
import { job } from "@glissade/testing/Fixtures"
import { queueContract } from "@glissade/testing/QueueContract"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { layer, SqliteQueue } from "../src/SqliteQueue.ts"

queueContract("a queue on SQLite", {
  layer: layer(":memory:"),
  deadLetters: Effect.map(SqliteQueue, ({ deadLetters }) => deadLetters())
})

const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "glissade-"))),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
)

it.effect("hands over a job that was submitted before the process ended", () =>
  Effect.gen(function* () {
    const path = join(yield* temporaryFolder, "jobs.sqlite")
    yield* Effect.flatMap(Queue, ({ enqueue }) => enqueue(job(1))).pipe(Effect.provide(layer(path)))
    const body = yield* Effect.gen(function* () {
      const { consume } = yield* Queue
      const delivered = yield* Deferred.make<string>()
      yield* Effect.forkScoped(consume(({ body }) => Effect.asVoid(Deferred.succeed(delivered, body))))
      return yield* Deferred.await(delivered)
    }).pipe(Effect.scoped, Effect.provide(layer(path)))
    assert.include(body, job(1).jobId)
  }).pipe(Effect.scoped)
)
