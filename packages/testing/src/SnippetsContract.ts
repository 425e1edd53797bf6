import { assert, layer as layerOf } from "@effect/vitest"
import { Snippets } from "@glissade/core/Snippets"
import { Users } from "@glissade/core/Users"
import type { UserId } from "@glissade/protocol/Ids"
import { SnippetId, Slug } from "@glissade/protocol/Ids"
import type { Snippet, SnippetChange, SnippetDraft } from "@glissade/protocol/Snippet"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"
import { person } from "./People.ts"

/** How to run the suite on layers of `Snippets` and `Users`. */
export interface SnippetsContractOptions<E> {
  /** With limits of 5 snippets, 20,000 bytes, and 3 versions. */
  readonly layer: Layer.Layer<Snippets | Users, E>
}

const draft = (code: string, changes: Partial<SnippetDraft> = {}): SnippetDraft => ({
  title: "Untitled",
  language: "python",
  code,
  description: "",
  tags: [],
  visibility: "private",
  files: [],
  stdin: "",
  args: [],
  timeComplexity: null,
  spaceComplexity: null,
  ...changes
})

const change = (code: string, changes: Partial<SnippetChange> = {}): SnippetChange => ({
  ...draft(code),
  isAutosaved: false,
  ...changes
})

const tagOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(effect), ({ _tag }) => _tag)

/** A person nobody else in the suite is. */
let people = 0
const somebody = Effect.gen(function* () {
  const { id } = yield* (yield* Users).seen(person(`snippets-${++people}`))
  return id
})

const create = (owner: UserId, code: string, changes?: Partial<SnippetDraft>) =>
  Effect.flatMap(Snippets, (snippets) => snippets.create(owner, draft(code, changes)))

const titles = (items: ReadonlyArray<{ readonly title: string }>) => items.map(({ title }) => title)

const unknownId = SnippetId.make("01890000-0000-7000-8000-00000000dead")

/** What every layer of `Snippets` must do. Call it in a test file with the layer. */
export const snippetsContract = <E>(name: string, { layer }: SnippetsContractOptions<E>): void => {
  layerOf(layer, { timeout: 60_000 })(`${name} keeps the contract of Snippets`, (it) => {
    const test = (title: string, body: Effect.Effect<void, unknown, Snippets | Users>) => it.effect(title, () => body)

    test(
      "tells in a list which programs run natively, whatever is in the others",
      Effect.gen(function* () {
        const owner = yield* somebody
        const looksNative = '"runtime":"native"}'
        yield* create(owner, looksNative, { args: [looksNative], stdin: looksNative })
        yield* create(owner, "print(1)", { args: [looksNative], runtime: "native" })
        const { items } = yield* (yield* Snippets).list(owner, { limit: 10 })
        assert.sameDeepMembers(
          items.map(({ preview, runtime }) => [preview, runtime]),
          [
            [looksNative, undefined],
            ["print(1)", "native"]
          ]
        )
      })
    )

    test(
      "gives back what was saved, to the character",
      Effect.gen(function* () {
        const owner = yield* somebody
        const saved = draft("print('é ☃ 😀')\n\t\\\"", {
          title: "Ünïcode '; drop table snippets; --",
          description: "Two\nlines with % and _",
          tags: ["a", "c++", "{x,y}".replace(",", " ")],
          visibility: "unlisted",
          files: [
            { name: "data/x.txt", content: "\u0000\ud83d\ude00" },
            { name: "y.bin", content: "AAEC", encoding: "base64" }
          ],
          stdin: "\u0000in\n",
          args: ["one", "two words"],
          runtime: "native",
          timeComplexity: "O(n log n)",
          spaceComplexity: null
        })
        const snippets = yield* Snippets
        const created = yield* snippets.create(owner, saved)
        const read = yield* snippets.read(owner, created.id)
        assert.deepStrictEqual(read, created)
        const { title, language, runtime, code, description, tags, visibility, files, stdin, args } = read
        const { timeComplexity, spaceComplexity } = read
        assert.deepStrictEqual(
          {
            title,
            language,
            ...(runtime && { runtime }),
            code,
            description,
            tags,
            visibility,
            files,
            stdin,
            args,
            timeComplexity,
            spaceComplexity
          },
          saved
        )
        assert.deepInclude(read, {
          version: 1,
          isOwn: true,
          isStarred: false,
          executionCount: 0,
          lastExecutionAt: null
        })
      })
    )

    test(
      "lets nobody else read a private one, those with the link an unlisted one, and anybody a public one",
      Effect.gen(function* () {
        const owner = yield* somebody
        const other = yield* somebody
        const snippets = yield* Snippets
        const seen = Effect.fnUntraced(function* (snippet: Snippet, reader: UserId | undefined) {
          const byId = yield* Effect.exit(snippets.read(reader, snippet.id))
          const bySlug = yield* Effect.exit(snippets.readBySlug(reader, snippet.slug))
          return [Exit.isSuccess(byId), Exit.isSuccess(bySlug)]
        })
        const byVisibility = { private: [false, false], unlisted: [false, true], public: [true, true] }
        for (const visibility of ["private", "unlisted", "public"] as const) {
          const snippet = yield* create(owner, "1", { visibility })
          assert.deepStrictEqual(yield* seen(snippet, owner), [true, true])
          assert.deepStrictEqual(yield* seen(snippet, other), byVisibility[visibility], visibility)
          assert.deepStrictEqual(yield* seen(snippet, undefined), byVisibility[visibility], visibility)
        }
      })
    )

    test(
      "does not find what is not there, or is not the caller's",
      Effect.gen(function* () {
        const owner = yield* somebody
        const other = yield* somebody
        const snippets = yield* Snippets
        const { id } = yield* create(owner, "1", { visibility: "public" })
        for (const [who, what] of [
          [other, id],
          [owner, unknownId]
        ] as const) {
          for (const attempt of [
            snippets.replace(who, what, 1, change("2")),
            snippets.remove(who, what, undefined),
            snippets.restore(who, what),
            snippets.setStarred(who, what, true),
            snippets.versions(who, what),
            snippets.version(who, what, 1)
          ]) {
            assert.strictEqual(yield* tagOf<unknown, { readonly _tag: string }, never>(attempt), "SnippetNotFound")
          }
        }
        assert.strictEqual(yield* tagOf(snippets.readBySlug(owner, Slug.make("a".repeat(16)))), "SnippetNotFound")
        assert.strictEqual((yield* snippets.read(owner, id)).version, 1)
      })
    )

    test(
      "replaces only the version that the writer has seen",
      Effect.gen(function* () {
        const owner = yield* somebody
        const snippets = yield* Snippets
        const { id } = yield* create(owner, "1")
        const second = yield* snippets.replace(owner, id, 1, change("2", { title: "Second" }))
        assert.deepInclude(second, { version: 2, code: "2", title: "Second" })
        const conflict = yield* Effect.flip(snippets.replace(owner, id, 1, change("3")))
        assert.deepInclude(conflict, { _tag: "VersionConflict", current: 2 })
        assert.strictEqual((yield* snippets.read(owner, id)).code, "2")
        assert.strictEqual(yield* tagOf(snippets.remove(owner, id, 1)), "VersionConflict")
      })
    )

    test(
      "lets one of many win who save the same version at once",
      Effect.gen(function* () {
        const owner = yield* somebody
        const snippets = yield* Snippets
        const { id } = yield* create(owner, "0")
        const exits = yield* Effect.forEach(
          Array.from({ length: 8 }, (_, n) => snippets.replace(owner, id, 1, change(`${n + 1}`))),
          Effect.exit,
          { concurrency: "unbounded" }
        )
        assert.strictEqual(exits.filter(Exit.isSuccess).length, 1)
        assert.strictEqual((yield* snippets.read(owner, id)).version, 2)
      })
    )

    test(
      "makes no version of a save that changes nothing",
      Effect.gen(function* () {
        const owner = yield* somebody
        const snippets = yield* Snippets
        const { id, updatedAt } = yield* create(owner, "1")
        yield* TestClock.adjust("1 minute")
        assert.deepInclude(yield* snippets.replace(owner, id, 1, change("1")), { version: 1, updatedAt })
      })
    )

    test(
      "keeps earlier versions, as many as the limit says, and one of a series of autosaves",
      Effect.gen(function* () {
        const owner = yield* somebody
        const snippets = yield* Snippets
        const { id } = yield* create(owner, "1", { args: ["first"], runtime: "native" })
        yield* snippets.replace(owner, id, 1, change("2"))
        yield* snippets.replace(owner, id, 2, change("3", { isAutosaved: true }))
        yield* snippets.replace(owner, id, 3, change("4", { isAutosaved: true }))
        const numbers = () =>
          Effect.map(snippets.versions(owner, id), (versions) => versions.map(({ version }) => version))
        assert.deepStrictEqual(yield* numbers(), [4, 2, 1])
        const first = { version: 1, code: "1", args: ["first"], runtime: "native" } as const
        assert.deepInclude(yield* snippets.version(owner, id, 1), first)
        assert.notProperty(yield* snippets.version(owner, id, 2), "runtime")
        assert.deepInclude(yield* snippets.version(owner, id, 4), { version: 4, code: "4", isAutosaved: true })
        assert.strictEqual(yield* tagOf(snippets.version(owner, id, 3)), "SnippetNotFound")
        for (const version of [4, 5, 6]) yield* snippets.replace(owner, id, version, change(`${version + 1}`))
        assert.deepStrictEqual(yield* numbers(), [7, 6, 5, 4])
      })
    )

    test(
      "keeps what a person has saved after it was autosaved, whatever is autosaved next",
      Effect.gen(function* () {
        const owner = yield* somebody
        const snippets = yield* Snippets
        const { id } = yield* create(owner, "1")
        yield* snippets.replace(owner, id, 1, change("2", { isAutosaved: true }))
        const saved = yield* snippets.replace(owner, id, 2, change("2"))
        yield* snippets.replace(owner, id, saved.version, change("3", { isAutosaved: true }))
        assert.deepInclude(yield* snippets.version(owner, id, saved.version), { code: "2", isAutosaved: false })
      })
    )

    test(
      "puts a deleted one away for 30 days, in which only its owner finds it and can bring it back",
      Effect.gen(function* () {
        const owner = yield* somebody
        const other = yield* somebody
        const snippets = yield* Snippets
        const { id, slug } = yield* create(owner, "1", { visibility: "public" })
        yield* snippets.remove(owner, id, 1)
        assert.strictEqual(yield* tagOf(snippets.read(other, id)), "SnippetNotFound")
        assert.strictEqual(yield* tagOf(snippets.readBySlug(undefined, slug)), "SnippetNotFound")
        assert.strictEqual(yield* tagOf(snippets.remove(owner, id, undefined)), "SnippetNotFound")
        assert.isNumber((yield* snippets.read(owner, id)).deletedAt)
        assert.deepStrictEqual((yield* snippets.list(owner, {})).items, [])
        assert.strictEqual((yield* snippets.list(owner, { isDeleted: true })).items.length, 1)
        yield* TestClock.adjust("29 days")
        yield* snippets.purge
        assert.isUndefined((yield* snippets.restore(owner, id)).deletedAt)
        yield* snippets.remove(owner, id, undefined)
        yield* TestClock.adjust("31 days")
        assert.isAtLeast(yield* snippets.purge, 1)
        assert.strictEqual(yield* tagOf(snippets.restore(owner, id)), "SnippetNotFound")
      })
    )

    test(
      "lists a person's own, the latest change first, page by page without gaps or repeats",
      Effect.gen(function* () {
        const owner = yield* somebody
        const snippets = yield* Snippets
        const made: Array<SnippetId> = []
        for (const title of ["one", "two", "three", "four", "five"]) {
          made.push((yield* create(owner, title, { title })).id)
          // Two of them in the same millisecond.
          if (title !== "three") yield* TestClock.adjust("1 second")
        }
        yield* snippets.replace(owner, made[0]!, 1, change("changed", { title: "one" }))
        const all: Array<string> = []
        let cursor: { readonly at: number; readonly id: string } | undefined
        do {
          const page: Effect.Success<ReturnType<typeof snippets.list>> = yield* snippets.list(owner, {
            limit: 2,
            cursor
          })
          assert.isAtMost(page.items.length, 2)
          all.push(...titles(page.items))
          cursor = page.next
        } while (cursor !== undefined)
        assert.deepStrictEqual(all, ["one", "five", "four", "three", "two"])
      })
    )

    test(
      "finds by text in title, tags, description and code, by tag, language and star",
      Effect.gen(function* () {
        const owner = yield* somebody
        const other = yield* somebody
        const snippets = yield* Snippets
        yield* create(other, "needle", { title: "needle" })
        yield* create(owner, "x", { title: "A Needle" })
        yield* create(owner, "find = 'NEEDLE'", { title: "in code", language: "lua" })
        yield* create(owner, "x", { title: "in tags", tags: ["needlework", "100%"] })
        const { id } = yield* create(owner, "x", { title: "starred", description: "no n_edle" })
        yield* snippets.setStarred(owner, id, true)
        const find = (query: Parameters<typeof snippets.list>[1]) =>
          Effect.map(snippets.list(owner, query), ({ items }) => titles(items).toSorted())
        assert.deepStrictEqual(yield* find({ text: "needle" }), ["A Needle", "in code", "in tags"])
        assert.deepStrictEqual(yield* find({ text: "n_edle" }), ["starred"])
        assert.deepStrictEqual(yield* find({ text: "100%" }), ["in tags"])
        assert.deepStrictEqual(yield* find({ text: "\\" }), [])
        assert.deepStrictEqual(yield* find({ tag: "needlework" }), ["in tags"])
        assert.deepStrictEqual(yield* find({ language: "lua" }), ["in code"])
        assert.deepStrictEqual(yield* find({ isStarred: true }), ["starred"])
        yield* snippets.setStarred(owner, id, false)
        assert.deepStrictEqual(yield* find({ isStarred: true }), [])
      })
    )

    test(
      "forks what a person may read, with a line to its origin as long as that may be read",
      Effect.gen(function* () {
        const owner = yield* somebody
        const other = yield* somebody
        const reader = yield* somebody
        const snippets = yield* Snippets
        const about = { title: "Origin", visibility: "unlisted", tags: ["t"], runtime: "native" } as const
        const origin = yield* create(owner, "1", about)
        assert.strictEqual(yield* tagOf(snippets.fork(other, origin.id)), "SnippetNotFound")
        const fork = yield* snippets.forkBySlug(other, origin.slug)
        assert.deepInclude(fork, { code: "1", runtime: "native", tags: ["t"], visibility: "private", version: 1 })
        assert.deepStrictEqual(fork.forkedFrom, { slug: origin.slug, title: "Origin" })
        const shared = yield* snippets.replace(other, fork.id, 1, change("1", { visibility: "public" }))
        assert.isNull((yield* snippets.read(reader, shared.id)).forkedFrom, "an unlisted link is not given away")
        yield* snippets.remove(owner, origin.id, undefined)
        assert.isNull((yield* snippets.read(other, fork.id)).forkedFrom)
        assert.notProperty(yield* snippets.read(owner, origin.id), "forkedFrom")
      })
    )

    test(
      "keeps no more than the limits, also of saves that come at once, and makes room from the deleted",
      Effect.gen(function* () {
        const owner = yield* somebody
        const snippets = yield* Snippets
        const exits = yield* Effect.forEach(
          Array.from({ length: 12 }, (_, n) => create(owner, `${n}`)),
          Effect.exit,
          { concurrency: "unbounded" }
        )
        assert.strictEqual(exits.filter(Exit.isSuccess).length, 5)
        const error = yield* Effect.flip(create(owner, "more"))
        assert.deepInclude(error, { _tag: "LimitReached", what: "snippets", maximum: 5 })
        const [first, second] = (yield* snippets.list(owner, {})).items
        yield* snippets.remove(owner, first!.id, undefined)
        yield* create(owner, "in its place")
        assert.strictEqual(yield* tagOf(snippets.restore(owner, first!.id)), "SnippetNotFound")
        const large = "x".repeat(19_000)
        const tooLarge = yield* Effect.flip(snippets.replace(owner, second!.id, 1, change(`${large}${large}`)))
        assert.deepInclude(tooLarge, { _tag: "LimitReached", what: "bytes", maximum: 20_000 })
        yield* snippets.replace(owner, second!.id, 1, change(large))
        yield* snippets.replace(owner, second!.id, 2, change("small again"))
      })
    )

    test(
      "deletes a person's snippets with the person",
      Effect.gen(function* () {
        const owner = yield* somebody
        const { id } = yield* create(owner, "1", { visibility: "public" })
        yield* (yield* Users).remove(owner)
        assert.strictEqual(yield* tagOf((yield* Snippets).read(undefined, id)), "SnippetNotFound")
        assert.strictEqual(yield* tagOf(create(owner, "2")), "StorageUnavailable")
      })
    )
  })
}
