import { AccountDirectory } from "@glissade/core/AccountDirectory"
import { ApiKeys } from "@glissade/core/ApiKeys"
import { AuditTrail } from "@glissade/core/AuditTrail"
import { Reports } from "@glissade/core/Reports"
import { RunHistory } from "@glissade/core/RunHistory"
import { RunJournalSink } from "@glissade/core/RunJournalBuffer"
import { Snippets } from "@glissade/core/Snippets"
import { Usage } from "@glissade/core/Usage"
import { Users } from "@glissade/core/Users"
import { ApiKeyHash, ApiKeyId } from "@glissade/protocol/Ids"
import type { UserId } from "@glissade/protocol/Ids"
import { SnippetChange, SnippetDraft } from "@glissade/protocol/Snippet"
import * as AccountDirectoryRepository from "@glissade/storage/AccountDirectoryRepository"
import * as ApiKeyRepository from "@glissade/storage/ApiKeyRepository"
import * as AuditTrailRepository from "@glissade/storage/AuditTrailRepository"
import * as ReportRepository from "@glissade/storage/ReportRepository"
import * as RunJournalSinkLayer from "@glissade/storage/RunJournalSink"
import * as RunRepository from "@glissade/storage/RunRepository"
import * as SnippetRepository from "@glissade/storage/SnippetRepository"
import * as UsageRepository from "@glissade/storage/UsageRepository"
import * as UserRepository from "@glissade/storage/UserRepository"
import { execution, jobId, result } from "@glissade/testing/Fixtures"
import { person } from "@glissade/testing/People"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Statement from "effect/sql/Statement"

/** All repositories. */
export const repositories = Layer.mergeAll(
  SnippetRepository.layer(),
  RunRepository.layer(),
  UserRepository.layer,
  ApiKeyRepository.layer,
  UsageRepository.layer,
  AuditTrailRepository.layer,
  AccountDirectoryRepository.layer,
  ReportRepository.layer,
  RunJournalSinkLayer.layer()
)

/** A statement with its parameters. */
export interface Query {
  readonly text: string
  readonly parameters: ReadonlyArray<unknown>
}

const draftOf = Schema.decodeUnknownSync(SnippetDraft)
const changeOf = Schema.decodeUnknownSync(SnippetChange)
const cursor = { at: 1_764_111_600_000, id: "01890000-0000-7000-8000-00000000dead" }

const ofSnippets = Effect.fnUntraced(function* (owner: UserId) {
  const snippets = yield* Snippets
  const { id, slug } = yield* snippets.create(owner, draftOf({ code: "1", visibility: "public" }))
  yield* snippets.read(owner, id)
  yield* snippets.read(undefined, id)
  yield* snippets.readBySlug(undefined, slug)
  yield* snippets.replace(owner, id, 1, changeOf({ code: "longer", visibility: "public" }))
  yield* snippets.setStarred(owner, id, true)
  yield* snippets.list(owner, {})
  const filters = { text: "x", tag: "t", language: "python", isStarred: true }
  for (const [name, value] of Object.entries(filters)) yield* snippets.list(owner, { [name]: value })
  yield* snippets.list(owner, { ...filters, isDeleted: true, cursor, limit: 5 })
  const fork = yield* snippets.fork(owner, id)
  yield* snippets.forkBySlug(owner, slug)
  yield* snippets.versions(owner, id)
  yield* snippets.version(owner, id, 1)
  yield* snippets.remove(owner, fork.id, 1)
  yield* snippets.restore(owner, fork.id)
  yield* snippets.purge
  return id
})

const ofRuns = Effect.fnUntraced(function* (owner: UserId) {
  const history = yield* RunHistory
  const sink = yield* RunJournalSink
  const snippetId = yield* ofSnippets(owner)
  const run = { way: "async", jobId: jobId(1), attempt: 1, owner, language: "python", at: cursor.at } as const
  yield* sink.append([
    { _tag: "submitted", ...run, snippetId, program: execution("print(1)") },
    { _tag: "started", ...run, delivery: 1 },
    { _tag: "finished", ...run, delivery: 1, result: result("1") }
  ])
  const { items } = yield* history.list(owner, {})
  yield* history.list(owner, { language: "python" })
  yield* history.list(owner, { status: "success" })
  yield* history.list(owner, { snippetId })
  yield* history.list(owner, { language: "python", status: "success", snippetId, cursor })
  yield* history.read(owner, items[0]!.id)
  yield* history.remove(owner, items[0]!.id)
  yield* history.removeAll(owner)
  yield* history.purge
})

const ofAccounts = Effect.fnUntraced(function* (owner: UserId) {
  const users = yield* Users
  yield* users.read(owner)
  yield* users.list({})
  yield* users.list({ cursor: { at: cursor.at, id: owner } })
  yield* users.setBlocked(owner, true)
  yield* users.blocked
  yield* users.setBlocked(owner, false)
  const keys = yield* ApiKeys
  const id = ApiKeyId.make("01890000-0000-7000-8000-00000000beef")
  const hash = ApiKeyHash.make("ab".repeat(32))
  yield* keys.create(owner, { id, name: "k", hash, prefix: "g", scopes: ["run"], expiresAt: undefined })
  yield* keys.list(owner)
  yield* keys.find(hash)
  yield* keys.touch(new Map([[id, cursor.at]]))
  yield* keys.revoke(owner, id)
  const usage = yield* Usage
  yield* usage.add([{ user: owner, day: "2026-01-31", runs: 1, processorMs: 1 }])
  yield* usage.ofDay(owner, "2026-01-31")
  yield* usage.latest(owner, 5)
  const trail = yield* AuditTrail
  yield* trail.record(owner, "signed_in")
  yield* trail.record(owner, "key_created", { id })
  yield* trail.record(owner, "user_blocked", { user: owner })
  yield* trail.ofPerson(owner, { cursor })
  yield* trail.list({})
  yield* trail.list({ cursor })
})

const ofAdministration = Effect.fnUntraced(function* (owner: UserId) {
  const directory = yield* AccountDirectory
  yield* directory.holdings(owner)
  yield* directory.list({})
  yield* directory.list({ cursor: { at: cursor.at, id: owner } })
  const reports = yield* Reports
  const { id, slug } = yield* (yield* Snippets).create(owner, draftOf({ code: "2", visibility: "public" }))
  yield* reports.file(owner, slug, "bad")
  yield* reports.file(undefined, slug, "bad")
  yield* reports.list({})
  yield* reports.list({ cursor })
  yield* reports.filedBy(owner, {})
  yield* reports.filedBy(owner, { cursor })
  yield* reports.setHidden(id, true)
  yield* reports.setHidden(id, false)
})

/** Calls every method of every repository, with every filter, and returns all statements that were sent, each text once. */
export const exercise = Effect.gen(function* () {
  const queries = new Map<string, Query>()
  const record: Statement.Transformer = (statement) =>
    Effect.sync(() => {
      const [text, parameters] = statement.compile()
      if (!queries.has(text)) queries.set(text, { text, parameters })
      return statement
    })
  yield* Effect.gen(function* () {
    const { id } = yield* (yield* Users).seen(person("exercise"))
    yield* ofRuns(id)
    yield* ofAccounts(id)
    yield* ofAdministration(id)
    yield* (yield* Users).remove(id)
  }).pipe(Effect.provideService(Statement.CurrentTransformer, record))
  return [...queries.values()]
})
