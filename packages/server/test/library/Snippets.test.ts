import { assert, layer } from "@effect/vitest"
import { RunJournal } from "@glissade/core/RunJournal"
import { layerLibraryServer } from "@glissade/test-kit/LibraryServer"
import * as Effect from "effect/Effect"
import type { Answer, Asked } from "../Ask.ts"
import { asked, problemType } from "../Ask.ts"

const as = (who: string | undefined, what: Asked): Asked => ({
  ...what,
  headers: {
    ...(what.body !== undefined && { "content-type": "application/json" }),
    ...(who !== undefined && { authorization: `Bearer token-${who}` }),
    ...what.headers
  }
})

const send = (who: string | undefined, method: string, path: string, body?: object, headers = {}) =>
  asked(as(who, { method, path, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }))

const bodyOf = ({ text }: Answer) => JSON.parse(text) as Record<string, unknown>

const saved = (who: string, body: object = {}) =>
  Effect.map(send(who, "POST", "/snippets", { code: "print(1)", ...body }), (answer) => {
    assert.strictEqual(answer.status, 201, answer.text)
    const { id, slug } = bodyOf(answer)
    return { id: String(id), slug: String(slug) }
  })

layer(layerLibraryServer(), { excludeTestServices: true, timeout: 60_000 })("the library over HTTP", (it) => {
  it.effect("saves a program, and tells its version in ETag", () =>
    Effect.gen(function* () {
      const created = yield* send("one", "POST", "/snippets", { code: "print(1)", title: "One", tags: ["a"] })
      assert.strictEqual(created.status, 201)
      assert.deepInclude(created.headers, { etag: '"1"', "cache-control": "no-store" })
      const { id } = bodyOf(created)
      const read = yield* send("one", "GET", `/snippets/${String(id)}`)
      assert.deepInclude(read.headers, { etag: '"1"', "cache-control": "no-store" })
      assert.deepStrictEqual(bodyOf(read), bodyOf(created))
      assert.deepInclude(bodyOf(read), { title: "One", language: "python", visibility: "private", is_own: true })
    })
  )

  it.effect("takes a change only of the version that is there", () =>
    Effect.gen(function* () {
      const { id } = yield* saved("one")
      const path = `/snippets/${id}`
      const without = yield* send("one", "PUT", path, { code: "2" })
      assert.deepStrictEqual([without.status, problemType(without)], [428, "version-required"])
      for (const match of ["*", "1", 'W/"1"', '"1", "2"', '"x"', '"-1"', `"${"1".repeat(30)}"`]) {
        const wrong = yield* send("one", "PUT", path, { code: "2" }, { "if-match": match })
        assert.deepStrictEqual([wrong.status, problemType(wrong)], [400, "invalid-request"], match)
      }
      const changed = yield* send("one", "PUT", path, { code: "2", is_autosaved: true }, { "if-match": '"1"' })
      assert.deepStrictEqual([changed.status, changed.headers.etag], [200, '"2"'])
      const late = yield* send("one", "PUT", path, { code: "3" }, { "if-match": '"1"' })
      assert.deepStrictEqual([late.status, problemType(late), late.headers.etag], [412, "changed-meanwhile", '"2"'])
      assert.strictEqual(bodyOf(late)["version"], 2)
      const lateRemoval = yield* send("one", "DELETE", path, undefined, { "if-match": '"1"' })
      assert.strictEqual(lateRemoval.status, 412)
      assert.strictEqual(bodyOf(yield* send("one", "GET", path))["code"], "2")
    })
  )

  it.effect("goes through the life of a program", () =>
    Effect.gen(function* () {
      const { id, slug } = yield* saved("one", { title: "Life", visibility: "unlisted" })
      const path = `/snippets/${id}`
      assert.strictEqual((yield* send("one", "POST", `${path}/star`)).status, 204)
      assert.isTrue(bodyOf(yield* send("one", "GET", path))["is_starred"])
      const starred = bodyOf(yield* send("one", "GET", "/snippets?starred=true&q=life"))
      assert.strictEqual((starred["items"] as ReadonlyArray<unknown>).length, 1)
      assert.strictEqual((yield* send("one", "DELETE", `${path}/star`)).status, 204)
      assert.strictEqual((yield* send("one", "PUT", path, { code: "2" }, { "if-match": '"1"' })).status, 200)
      const versions = bodyOf(yield* send("one", "GET", `${path}/versions`))["items"]
      assert.deepStrictEqual(
        (versions as ReadonlyArray<{ readonly version: number }>).map(({ version }) => version),
        [2, 1]
      )
      assert.deepInclude(bodyOf(yield* send("one", "GET", `${path}/versions/1`)), { code: "print(1)" })
      yield* send("one", "PUT", path, { code: "2", visibility: "unlisted" }, { "if-match": '"2"' })
      assert.strictEqual((yield* send(undefined, "GET", `/shared/${slug}`)).status, 200)
      const fork = yield* send("two", "POST", `/shared/${slug}/fork`)
      assert.strictEqual(fork.status, 201)
      assert.deepInclude(bodyOf(fork), { visibility: "private", is_own: true })
      assert.strictEqual((yield* send("one", "DELETE", path)).status, 204)
      assert.strictEqual((yield* send(undefined, "GET", `/shared/${slug}`)).status, 404)
      const deleted = bodyOf(yield* send("one", "GET", "/snippets?deleted=true"))["items"]
      assert.include(JSON.stringify(deleted), id)
      assert.strictEqual((yield* send("one", "POST", `${path}/restore`)).status, 200)
    })
  )

  it.effect("pages through a list with cursors that mean nothing to a caller", () =>
    Effect.gen(function* () {
      for (const title of ["p1", "p2", "p3"]) yield* saved("two", { title, language: "lua" })
      const titles: Array<unknown> = []
      let query = "?language=lua&limit=2"
      while (query !== "") {
        const page = bodyOf(yield* send("two", "GET", `/snippets${query}`))
        titles.push(...(page["items"] as ReadonlyArray<Record<string, unknown>>).map(({ title }) => title))
        query = page["next"] === undefined ? "" : `?language=lua&limit=2&cursor=${String(page["next"])}`
      }
      assert.deepStrictEqual(titles, ["p3", "p2", "p1"])
      for (const wrong of [
        "cursor=x",
        "cursor=W10",
        "limit=0",
        "limit=101",
        "limit=x",
        "starred=maybe",
        "q=" + "x".repeat(201)
      ]) {
        const answer = yield* send("two", "GET", `/snippets?${wrong}`)
        assert.deepStrictEqual([answer.status, problemType(answer)], [400, "invalid-request"], wrong)
      }
    })
  )

  it.effect("names what is wrong with a draft", () =>
    Effect.gen(function* () {
      for (const [body, path] of [
        [{}, "code"],
        [{ code: "a\0b" }, "code"],
        [{ code: "1", title: "" }, "title"],
        [{ code: "1", title: "two\nlines" }, "title"],
        [{ code: "1", title: "x".repeat(201) }, "title"],
        [{ code: "1", tags: ["a,b"] }, "tags.0"],
        [{ code: "1", tags: ["a", "a"] }, "tags"],
        [{ code: "1", visibility: "secret" }, "visibility"],
        [{ code: "1", id: "x" }, "id"],
        [{ code: "1", description: "\ud800" }, "description"]
      ] as const) {
        const answer = yield* send("one", "POST", "/snippets", body)
        assert.strictEqual(answer.status, 400, JSON.stringify(body))
        assert.include(answer.text, `"detail":"${path}`, JSON.stringify(body))
      }
      const large = yield* send("one", "POST", "/snippets", { code: "x".repeat(300_000) })
      assert.deepStrictEqual([large.status, problemType(large)], [413, "too-large"])
    })
  )

  it.effect("shows nobody what belongs to somebody else, on any route", () =>
    Effect.gen(function* () {
      const own = yield* saved("one", { title: "private" })
      const shared = yield* saved("one", { title: "shared", visibility: "public" })
      const routes = (id: string) =>
        [
          ["GET", `/snippets/${id}`],
          ["PUT", `/snippets/${id}`],
          ["DELETE", `/snippets/${id}`],
          ["POST", `/snippets/${id}/restore`],
          ["POST", `/snippets/${id}/star`],
          ["DELETE", `/snippets/${id}/star`],
          ["POST", `/snippets/${id}/fork`],
          ["GET", `/snippets/${id}/versions`],
          ["GET", `/snippets/${id}/versions/1`]
        ] as const
      const change = { code: "taken over" }
      const ask = (who: string | undefined, method: string, path: string) =>
        send(who, method, path, method === "PUT" ? change : undefined, { "if-match": '"1"' })
      for (const [method, path] of routes(own.id)) {
        const answer = yield* ask("two", method, path)
        assert.deepStrictEqual([answer.status, problemType(answer)], [404, "unknown-snippet"], `${method} ${path}`)
        const anonymous = yield* ask(undefined, method, path)
        assert.include([401, 404], anonymous.status, `${method} ${path}`)
      }
      for (const [method, path] of routes(shared.id)) {
        const answer = yield* ask("two", method, path)
        const isOpen = (method === "GET" && path.endsWith(shared.id)) || path.endsWith("/fork")
        assert.strictEqual(answer.status, isOpen ? (method === "GET" ? 200 : 201) : 404, `${method} ${path}`)
      }
      assert.strictEqual((yield* send("two", "GET", `/shared/${own.slug}`)).status, 404)
      assert.notInclude((yield* send("two", "GET", "/snippets?q=private")).text, own.id)
      assert.deepInclude(bodyOf(yield* send("one", "GET", `/snippets/${own.id}`)), { version: 1, is_starred: false })
    })
  )

  it.effect("asks anonymous callers who they are, and refuses tokens that are not valid", () =>
    Effect.gen(function* () {
      for (const path of ["/snippets", "/runs"]) {
        const missing = yield* send(undefined, "GET", path)
        assert.deepStrictEqual([missing.status, missing.headers["www-authenticate"]], [401, "Bearer"])
        const invalid = yield* send("nobody", "GET", path)
        assert.strictEqual(invalid.status, 401)
      }
    })
  )
})

layer(layerLibraryServer(), { excludeTestServices: true, timeout: 60_000 })("the history over HTTP", (it) => {
  const listed = Effect.fnUntraced(function* (who: string, query = "") {
    yield* (yield* RunJournal).flush
    const answer = yield* send(who, "GET", `/runs${query}`)
    return bodyOf(answer)["items"] as ReadonlyArray<Record<string, unknown>>
  })

  it.effect("has a person's runs with their programs and results, and nobody else's", () =>
    Effect.gen(function* () {
      const { id } = yield* saved("one")
      yield* send("one", "POST", "/execute", { code: "first", stdin: "in", snippet_id: id })
      yield* send("two", "POST", "/execute", { code: "second", language: "python", snippet_id: id })
      yield* send(undefined, "POST", "/execute", { code: "third" })
      const [run] = yield* listed("one", "?status=success")
      assert.deepInclude(run, { way: "sync", language: "python", status: "success", preview: "first", snippet_id: id })
      const whole = bodyOf(yield* send("one", "GET", `/runs/${String(run!["id"])}`))
      assert.deepInclude(whole, { code: "first", stdin: "in" })
      assert.deepInclude(whole["result"] as object, { stdout: "first" })
      assert.deepInclude(bodyOf(yield* send("one", "GET", `/snippets/${id}`)), { execution_count: 1 })
      const [other] = yield* listed("two", "?status=success")
      assert.deepInclude(other, { preview: "second", snippet_id: null })
      for (const method of ["GET", "DELETE"]) {
        const answer = yield* send("two", method, `/runs/${String(run!["id"])}`)
        assert.deepStrictEqual([answer.status, problemType(answer)], [404, "unknown-run"])
      }
      assert.strictEqual((yield* send("one", "DELETE", `/runs/${String(run!["id"])}`)).status, 204)
      assert.deepStrictEqual(yield* listed("one"), [])
      assert.strictEqual((yield* send("two", "DELETE", "/runs")).status, 204)
      assert.deepStrictEqual(yield* listed("two"), [])
    })
  )
})
