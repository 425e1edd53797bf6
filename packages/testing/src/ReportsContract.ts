import { assert, layer as layerOf } from "@effect/vitest"
import { maximumReports, Reports } from "@glissade/core/Reports"
import { SnippetNotFound, Snippets } from "@glissade/core/Snippets"
import { Users } from "@glissade/core/Users"
import { SnippetId, Slug } from "@glissade/protocol/Ids"
import { SnippetDraft } from "@glissade/protocol/Snippet"
import type { Visibility } from "@glissade/protocol/Snippet"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { person } from "./People.ts"

const draft = Schema.decodeSync(SnippetDraft)

const shared = Effect.fnUntraced(function* (author: string, visibility: Visibility = "public") {
  const users = yield* Users
  const { id: owner } = yield* users.seen(person(author))
  const { id, slug } = yield* (yield* Snippets).create(owner, draft({ code: "1", title: `By ${author}`, visibility }))
  return { id, owner, slug }
})

/** What every layer of `Reports` must do. Call it in a test file with the layer, over an empty store. */
export const reportsContract = <E>(name: string, layer: Layer.Layer<Reports | Users | Snippets, E>): void =>
  layerOf(layer, { timeout: 60_000 })(`${name} keeps the contract of Reports`, (it) => {
    const test = (title: string, body: Effect.Effect<void, unknown, Reports | Users | Snippets>) =>
      it.effect(title, () => body)

    test(
      "lists what was reported, the latest first, page by page, until it is decided about",
      Effect.gen(function* () {
        const reports = yield* Reports
        const [one, other] = [yield* shared("one"), yield* shared("other", "unlisted")]
        const { id: reporter } = yield* (yield* Users).seen(person("reporter"))
        yield* reports.file(reporter, one.slug, "first")
        yield* TestClock.adjust("1 minute")
        yield* reports.file(undefined, other.slug, "second")
        const first = yield* reports.list({ limit: 1 })
        const second = yield* reports.list({ limit: 1, cursor: first.next })
        assert.deepInclude(first.items[0], {
          reason: "second",
          reporter: undefined,
          snippet: { id: other.id, slug: other.slug, title: "By other", owner: other.owner }
        })
        assert.deepInclude(second.items[0], { reason: "first", reporter })
        assert.isUndefined(second.next)
        yield* reports.setHidden(one.id, true)
        yield* reports.setHidden(other.id, false)
        assert.deepStrictEqual((yield* reports.list({})).items, [])
        const hers = yield* reports.filedBy(reporter, {})
        assert.deepStrictEqual(
          hers.items.map(({ reason }) => reason),
          ["first"]
        )
      })
    )

    test(
      "keeps one report of each person, and so many of one program",
      Effect.gen(function* () {
        const reports = yield* Reports
        const { id, slug } = yield* shared("popular")
        const { id: reporter } = yield* (yield* Users).seen(person("eager"))
        yield* reports.file(reporter, slug, "first")
        yield* reports.file(reporter, slug, "second")
        assert.deepStrictEqual(
          (yield* reports.list({})).items.map(({ reason }) => reason),
          ["second"]
        )
        for (let n = 0; n < maximumReports + 5; n++) yield* reports.file(undefined, slug, `${n}`)
        const all = yield* reports.list({ limit: 100 })
        assert.lengthOf(all.items, maximumReports)
        assert.isUndefined(all.next)
        yield* reports.setHidden(id, true)
      })
    )

    test(
      "hides a program from everybody but its owner, and shows it again",
      Effect.gen(function* () {
        const reports = yield* Reports
        const snippets = yield* Snippets
        const { id, owner, slug } = yield* shared("hidden")
        yield* reports.setHidden(id, true)
        yield* reports.setHidden(id, true)
        for (const read of [snippets.read(undefined, id), snippets.readBySlug(undefined, slug)]) {
          assert.instanceOf(yield* Effect.flip(read), SnippetNotFound)
        }
        assert.strictEqual((yield* snippets.read(owner, id)).id, id)
        yield* reports.setHidden(id, false)
        assert.strictEqual((yield* snippets.readBySlug(undefined, slug)).id, id)
      })
    )

    test(
      "takes reports only of what the reporter can read",
      Effect.gen(function* () {
        const reports = yield* Reports
        const { id, slug } = yield* shared("secretive", "private")
        const unknown = Slug.make("a".repeat(16))
        for (const attempt of [
          reports.file(undefined, slug, "private"),
          reports.file(undefined, unknown, "not there"),
          reports.setHidden(SnippetId.make("01890000-0000-7000-8000-000000000000"), true)
        ]) {
          assert.instanceOf(yield* Effect.flip(attempt), SnippetNotFound)
        }
        assert.deepStrictEqual((yield* reports.list({})).items, [])
        yield* reports.setHidden(id, true)
      })
    )
  })
