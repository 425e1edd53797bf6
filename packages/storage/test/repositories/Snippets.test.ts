import * as SnippetRepository from "@glissade/storage/SnippetRepository"
import * as UserRepository from "@glissade/storage/UserRepository"
import { snippetsContract } from "@glissade/testing/SnippetsContract"
import * as Layer from "effect/Layer"
import { databases } from "../TestDatabase.ts"

const limits = { snippets: 5, bytes: 20_000, versions: 3 }

for (const [name, database] of databases) {
  const layer = Layer.merge(SnippetRepository.layer(limits), UserRepository.layer).pipe(Layer.provide(database))
  snippetsContract(name, { layer })
}
