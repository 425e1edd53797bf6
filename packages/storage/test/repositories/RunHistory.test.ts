import * as RunJournalSink from "@glissade/storage/RunJournalSink"
import * as RunRepository from "@glissade/storage/RunRepository"
import * as SnippetRepository from "@glissade/storage/SnippetRepository"
import * as UserRepository from "@glissade/storage/UserRepository"
import { runHistoryContract } from "@glissade/testing/RunHistoryContract"
import * as Layer from "effect/Layer"
import { databases } from "../TestDatabase.ts"

const retention = { runs: 5, bytes: 100_000, days: 10 }

for (const [name, database] of databases) {
  runHistoryContract(name, {
    layer: Layer.mergeAll(
      RunRepository.layer(retention),
      RunJournalSink.layer({ retention }),
      SnippetRepository.layer(),
      UserRepository.layer
    ).pipe(Layer.provide(database))
  })
}
