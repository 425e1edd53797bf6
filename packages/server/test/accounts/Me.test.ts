import { assert, layer } from "@effect/vitest"
import { layerAccountServer, operator, TestIssuer } from "@glissade/test-kit/AccountServer"
import { TestServer } from "@glissade/test-kit/TestServer"
import { RunJournal } from "@glissade/core/RunJournal"
import * as Effect from "effect/Effect"
import { asked } from "../Ask.ts"
import { RawSocket } from "../RawSocket.ts"
import { bodyOf, keyOf, refusalOf, runs, saved, send } from "./Requests.ts"

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, Record<string, unknown>>)

const named = (text: string, name: string) => linesOf(text).flatMap((line) => (name in line ? [line[name]!] : []))

const confirmation = { confirm: "delete everything" }

layer(layerAccountServer(), { excludeTestServices: true, timeout: 60_000 })("an account over HTTP", (it) => {
  it.effect("is made when its person is seen first, and tells who they are and what they may", () =>
    Effect.gen(function* () {
      const { idOf } = yield* TestIssuer
      const answer = yield* send("ada", "GET", "/me")
      assert.strictEqual(answer.status, 200, answer.text)
      assert.strictEqual(answer.headers["cache-control"], "no-store")
      assert.deepInclude(bodyOf(answer), {
        id: idOf("ada"),
        name: "Name of ada",
        email: "ada@example.org",
        is_administrator: false,
        mode: "oidc",
        usage: { runs_today: 0, processor_seconds_today: 0, runs_now: 0, snippets: 0, bytes: 0 }
      })
      assert.deepInclude(bodyOf(answer)["limits"] as object, { runs_per_minute: 60, snippets: 1_000 })
      assert.deepInclude(bodyOf(yield* send(operator, "GET", "/me")), { is_administrator: true })
      assert.deepStrictEqual(refusalOf(yield* send(undefined, "GET", "/me")), [401, "unauthorized"])
    })
  )

  it.effect("counts what its person runs and keeps", () =>
    Effect.gen(function* () {
      yield* saved("bea", { code: "12345" })
      assert.strictEqual((yield* runs("bea")).status, 200)
      const { usage } = bodyOf(yield* send("bea", "GET", "/me/usage")) as { readonly usage: Record<string, number> }
      assert.deepInclude(usage, { runs_today: 1, runs_now: 0, snippets: 1 })
      assert.isAtLeast(usage["bytes"]!, 5)
    })
  )

  it.effect("has the first run of somebody who was never seen before", () =>
    Effect.gen(function* () {
      const { flush } = yield* RunJournal
      yield* runs("bess", "her first")
      yield* flush
      const { items } = bodyOf(yield* send("bess", "GET", "/runs")) as { readonly items: ReadonlyArray<object> }
      assert.deepInclude(items[0], { preview: "her first", status: "success" })
    })
  )

  it.effect("has keys that are shown once, work for their scopes, and are revoked at once", () =>
    Effect.gen(function* () {
      const expires_at = "2099-01-01T00:00:00.000Z"
      const made = yield* send("cleo", "POST", "/me/keys", { name: "for CI", scopes: ["run", "read"], expires_at })
      assert.strictEqual(made.status, 201, made.text)
      assert.strictEqual(made.headers["cache-control"], "no-store")
      const { key, ...entry } = bodyOf(made)
      assert.match(String(key), /^glissade_[0-9A-Za-z]{36}$/)
      assert.deepInclude(entry, { name: "for CI", scopes: ["run", "read"], expires_at, last_used_at: null })
      assert.strictEqual(entry["prefix"], String(key).slice(0, 13))
      assert.deepStrictEqual(bodyOf(yield* send("cleo", "GET", "/me/keys")), { items: [entry] })
      const holder = { token: String(key) }
      assert.strictEqual((yield* runs(holder)).status, 200)
      assert.strictEqual((yield* send(holder, "GET", "/snippets")).status, 200)
      assert.deepStrictEqual(refusalOf(yield* send(holder, "POST", "/snippets", { code: "1" })), [403, "forbidden"])
      const path = `/me/keys/${String(entry["id"])}`
      assert.deepStrictEqual(refusalOf(yield* send("dora", "DELETE", path)), [404, "unknown-key"])
      assert.strictEqual((yield* send("cleo", "DELETE", path)).status, 204)
      assert.deepStrictEqual(refusalOf(yield* runs(holder)), [401, "unauthorized"])
      assert.deepStrictEqual(refusalOf(yield* send("cleo", "DELETE", path)), [404, "unknown-key"])
    })
  )

  it.effect("makes no key of nonsense, and none by a key", () =>
    Effect.gen(function* () {
      for (const body of [
        { name: "", scopes: ["run"] },
        { name: "a\nb", scopes: ["run"] },
        { name: "x", scopes: [] },
        { name: "x", scopes: ["run", "run"] },
        { name: "x", scopes: ["administer"] },
        { name: "x", scopes: ["run"], expires_at: "2001-01-01T00:00:00Z" },
        { name: "x", scopes: ["run"], expires_at: "soon" },
        { name: "x", scopes: ["run"], owner: "somebody" }
      ]) {
        const answer = yield* send("eve", "POST", "/me/keys", body)
        assert.deepStrictEqual(refusalOf(answer), [400, "invalid-request"], JSON.stringify(body))
      }
      const key = yield* keyOf("eve", ["run", "read", "write"])
      for (const [method, path, body] of [
        ["POST", "/me/keys", { name: "x", scopes: ["run"] }],
        ["GET", "/me/keys", undefined],
        ["DELETE", `/me/keys/${key.id}`, undefined],
        ["DELETE", "/me", confirmation]
      ] as const) {
        const answer = yield* send(key, method, path, body)
        assert.deepStrictEqual(refusalOf(answer), [403, "forbidden"], path)
        assert.strictEqual(bodyOf(answer)["error"], "sign_in_required")
      }
      assert.strictEqual((yield* send(key, "GET", "/me")).status, 200)
    })
  )

  it.effect("keeps a trail of what was done to it", () =>
    Effect.gen(function* () {
      const { id } = yield* keyOf("finn", ["run"])
      yield* send("finn", "DELETE", `/me/keys/${id}`)
      // A history with nothing in it leaves no entry.
      yield* send("finn", "DELETE", "/runs")
      yield* send("finn", "POST", "/execute", { code: "run" })
      yield* (yield* RunJournal).flush
      yield* send("finn", "DELETE", "/runs")
      yield* send("finn", "GET", "/me/export")
      yield* send("finn", "GET", "/me")
      const { items } = bodyOf(yield* send("finn", "GET", "/me/audit")) as {
        readonly items: ReadonlyArray<Record<string, unknown>>
      }
      assert.deepStrictEqual(
        items.map(({ action, object }) => [action, object]),
        [
          ["data_exported", null],
          ["history_deleted", null],
          ["key_revoked", id],
          ["key_created", id],
          ["signed_in", null]
        ]
      )
      const first = bodyOf(yield* send("finn", "GET", "/me/audit?limit=2"))
      const second = yield* send("finn", "GET", `/me/audit?limit=100&cursor=${String(first["next"])}`)
      assert.lengthOf(bodyOf(second)["items"] as ReadonlyArray<object>, 3)
    })
  )

  it.effect("is exported whole, line by line", () =>
    Effect.gen(function* () {
      const { flush } = yield* RunJournal
      const { id, slug } = yield* saved("gus", { code: "one", title: "Changed", visibility: "public" })
      yield* send("gus", "PUT", `/snippets/${id}`, { code: "two", title: "Changed" }, { "if-match": '"1"' })
      const deleted = yield* saved("gus", { code: "deleted" })
      yield* send("gus", "DELETE", `/snippets/${deleted.id}`)
      for (let n = 0; n < 120; n++) yield* saved("gus", { code: `many ${n}` })
      const other = yield* saved("hal", { visibility: "public" })
      assert.strictEqual((yield* send("gus", "POST", `/shared/${other.slug}/report`, { reason: "bad" })).status, 204)
      const key = yield* keyOf("gus", ["run"])
      yield* runs("gus", "the run")
      yield* flush
      const { headers, status, text } = yield* send("gus", "GET", "/me/export")
      assert.deepStrictEqual(
        [status, headers["content-type"], headers["cache-control"]],
        [200, "application/x-ndjson", "no-store"]
      )
      const lines = linesOf(text)
      assert.deepInclude(lines[0]!["export"], { format: "glissade-account", version: 1 })
      assert.deepInclude(lines[1]!["profile"], { subject: "gus", name: "Name of gus", email: "gus@example.org" })
      assert.deepStrictEqual(lines.at(-1), { end: { lines: lines.length - 1 } } as never)
      const snippets = named(text, "snippet")
      assert.lengthOf(new Set(snippets.map((snippet) => snippet["id"])), 122)
      assert.deepInclude(
        snippets.find((snippet) => snippet["id"] === id),
        { code: "two", slug }
      )
      assert.isDefined(snippets.find((snippet) => snippet["id"] === deleted.id)!["deleted_at"])
      const [version] = named(text, "snippet_version")
      assert.strictEqual(version!["snippet_id"], id)
      assert.deepInclude(version!["version"] as object, { version: 1, code: "one" })
      assert.deepInclude(named(text, "run")[0], { code: "the run" })
      assert.deepInclude(named(text, "key")[0], { id: key.id, scopes: ["run"] })
      assert.deepInclude(named(text, "report")[0], { slug: other.slug, reason: "bad" })
      assert.includeMembers(
        named(text, "audit").map(({ action }) => action),
        ["signed_in", "key_created"]
      )
      assert.notInclude(text, key.token)
      assert.notMatch(text, /"hash"|[0-9a-f]{64}/)
    })
  )

  it.effect("is exported ten times in ten minutes, and no more", () =>
    Effect.gen(function* () {
      for (let n = 0; n < 10; n++) assert.strictEqual((yield* send("hope", "GET", "/me/export")).status, 200)
      const refused = yield* send("hope", "GET", "/me/export")
      assert.deepStrictEqual(refusalOf(refused), [429, "too-many-exports"])
      assert.match(String(refused.headers["retry-after"]), /^\d+$/)
    })
  )

  it.effect("is deleted with everything in it, once that is confirmed", () =>
    Effect.gen(function* () {
      const { webSocketUrl } = yield* TestServer
      const { tokenOf } = yield* TestIssuer
      const { slug } = yield* saved("ida", { visibility: "public" })
      const key = yield* keyOf("ida", ["run"])
      yield* runs("ida", "before")
      const token = yield* tokenOf("ida")
      const socket = yield* Effect.promise(() => RawSocket.open(`${webSocketUrl}?token=${token}`))
      for (const body of [undefined, {}, { confirm: "yes" }, { ...confirmation, more: 1 }]) {
        const { status } = yield* send("ida", "DELETE", "/me", body)
        assert.oneOf(status, [400, 415], JSON.stringify(body))
      }
      const created = bodyOf(yield* send("ida", "GET", "/me"))["created_at"]
      assert.strictEqual((yield* send("ida", "DELETE", "/me", confirmation)).status, 204)
      assert.strictEqual((yield* Effect.promise(() => socket.closed)).code, 1008)
      assert.deepStrictEqual(refusalOf(yield* runs(key)), [401, "unauthorized"])
      assert.deepStrictEqual(refusalOf(yield* send(undefined, "GET", `/shared/${slug}`)), [404, "unknown-snippet"])
      // The token is still good: with it a new account begins.
      for (const path of ["/snippets", "/runs"]) {
        assert.deepStrictEqual(bodyOf(yield* send("ida", "GET", path)), { items: [] })
      }
      assert.notStrictEqual(bodyOf(yield* send("ida", "GET", "/me"))["created_at"], created)
    })
  )

  it.effect("signs in where the server says", () =>
    Effect.gen(function* () {
      const { issuer } = yield* TestIssuer
      const answer = yield* asked({ path: "/sign-in" })
      assert.deepStrictEqual(bodyOf(answer), {
        issuer,
        client_id: "page",
        scope: "openid",
        audience: "glissade",
        parameters: {}
      })
      const { features } = bodyOf(yield* asked({ path: "/runtimes" })) as { readonly features: ReadonlyArray<string> }
      assert.includeMembers([...features], ["library", "history", "account", "tickets", "sign_in"])
    })
  )

  it.effect("opens sockets with tickets", () =>
    Effect.gen(function* () {
      const { webSocketUrl } = yield* TestServer
      const { ticket } = bodyOf(yield* send("jo", "POST", "/tickets"))
      const socket = yield* Effect.promise(() => RawSocket.open(`${webSocketUrl}?ticket=${String(ticket)}`))
      assert.isString(yield* Effect.promise(() => socket.ping()))
      socket.close()
    })
  )
})
