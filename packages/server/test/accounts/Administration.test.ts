import { assert, layer } from "@effect/vitest"
import { layerAccountServer, operator, TestDatabase, TestIssuer } from "@glissade/test-kit/AccountServer"
import { behaviours, TestServer } from "@glissade/test-kit/TestServer"
import { result } from "@glissade/testing/Fixtures"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { RawSocket } from "../RawSocket.ts"
import { bodyOf, refusalOf, runs, saved, send } from "./Requests.ts"

behaviours["for ever"] = () =>
  Stream.concat(
    Stream.make({ type: "started" } as const),
    Stream.fromEffect(Effect.as(Effect.sleep("1 hour"), { type: "finished", result: result("") } as const))
  )

const itemsOf = (answer: Parameters<typeof bodyOf>[0]) =>
  bodyOf(answer)["items"] as ReadonlyArray<Record<string, unknown>>

/** A person's socket, and the id to submit with. */
const connected = (name: string) =>
  Effect.gen(function* () {
    const { webSocketUrl } = yield* TestServer
    const { ticket } = bodyOf(yield* send(name, "POST", "/tickets"))
    const socket = yield* Effect.acquireRelease(
      Effect.promise(() => RawSocket.open(`${webSocketUrl}?ticket=${String(ticket)}`)),
      (opened) => Effect.sync(() => opened.close())
    )
    return { socket, id: yield* Effect.promise(() => socket.ping()) }
  })

/** Where another server on the same database listens, for the people of the same provider. */
const anotherServer = Effect.gen(function* () {
  const { settings } = yield* TestDatabase
  const { issuer } = yield* TestIssuer
  const other = layerAccountServer({ postgres: settings, accounts: { issuer } })
  // With layers of its own, as another process has.
  const context = yield* Layer.buildWithMemoMap(other, Layer.makeMemoMapUnsafe(), yield* Effect.scope)
  return Context.get(context, TestServer)
})

layer(layerAccountServer(), { excludeTestServices: true, timeout: 60_000 })("administration over HTTP", (it) => {
  it.effect("lists people with what they use, page by page", () =>
    Effect.gen(function* () {
      const { idOf } = yield* TestIssuer
      for (const name of ["ada", "bea", "cleo"]) yield* saved(name, { code: "12345" })
      yield* runs("cleo")
      const seen: Array<unknown> = []
      let path = "/admin/users?limit=2"
      while (true) {
        const answer = yield* send(operator, "GET", path)
        assert.strictEqual(answer.status, 200, answer.text)
        seen.push(...itemsOf(answer))
        const { next } = bodyOf(answer)
        if (next === undefined) break
        path = `/admin/users?limit=2&cursor=${String(next)}`
      }
      assert.sameMembers(
        seen.map((item) => (item as { readonly id: unknown }).id),
        ["ada", "bea", "cleo", operator].map(idOf)
      )
      const ada = seen.find((item) => (item as { readonly id: unknown }).id === idOf("ada"))
      assert.deepInclude(ada, { name: "Name of ada", email: "ada@example.org", snippets: 1, blocked_at: null })
      assert.notInclude(JSON.stringify(seen), '"subject"')
    })
  )

  it.effect("blocks somebody on every server within five seconds, with what they have running", () =>
    Effect.gen(function* () {
      const { idOf } = yield* TestIssuer
      const path = `/admin/users/${idOf("dora")}`
      const server = yield* anotherServer
      const { slug } = yield* saved("dora", { visibility: "public" })
      const here = yield* connected("dora")
      const there = yield* Effect.provideService(connected("dora"), TestServer, server)
      const submit = { code: "for ever", connection_id: here.id }
      assert.strictEqual((yield* send("dora", "POST", "/execute/async", submit)).status, 202)
      assert.strictEqual((yield* Effect.promise(() => here.socket.next())).type, "started")
      const waiting = yield* Effect.forkChild(Effect.provideService(runs("dora", "for ever"), TestServer, server))
      assert.strictEqual((yield* send(operator, "POST", `${path}/block`)).status, 204)
      assert.deepStrictEqual(refusalOf(yield* runs("dora")), [403, "forbidden"])
      const ended = Effect.all(
        [Effect.promise(() => here.socket.closed), Effect.promise(() => there.socket.closed), Fiber.join(waiting)],
        { concurrency: "unbounded" }
      )
      const [first, second, refused] = yield* Effect.timeout(ended, "30 seconds")
      assert.deepStrictEqual([first.code, second.code], [1008, 1008])
      assert.deepStrictEqual(refusalOf(refused), [403, "forbidden"])
      for (const [method, route] of [
        ["GET", "/me"],
        ["GET", "/snippets"],
        ["GET", "/me/export"],
        ["POST", "/tickets"],
        ["GET", `/shared/${slug}`]
      ] as const) {
        assert.deepStrictEqual(refusalOf(yield* send("dora", method, route)), [403, "forbidden"], route)
      }
      const entry = itemsOf(yield* send(operator, "GET", "/admin/users")).find(({ id }) => id === idOf("dora"))
      assert.isString(entry!["blocked_at"])
      assert.strictEqual((yield* send(operator, "POST", `${path}/unblock`)).status, 204)
      assert.strictEqual((yield* runs("dora")).status, 200)
    }).pipe(Effect.scoped)
  )

  it.effect("blocks nobody who is not there, and nobody themselves", () =>
    Effect.gen(function* () {
      const { idOf } = yield* TestIssuer
      const unknown = yield* send(operator, "POST", `/admin/users/${idOf("nobody")}/block`)
      assert.deepStrictEqual(refusalOf(unknown), [404, "unknown-user"])
      const own = yield* send(operator, "POST", `/admin/users/${idOf(operator)}/block`)
      assert.deepStrictEqual(refusalOf(own), [400, "invalid-request"])
    })
  )

  it.effect("hides a reported program from everybody but its owner, and shows it again", () =>
    Effect.gen(function* () {
      const { idOf } = yield* TestIssuer
      const { id, slug } = yield* saved("eve", { visibility: "public", title: "Nasty" })
      assert.strictEqual(
        (yield* send(undefined, "POST", `/shared/${slug}/report`, { reason: "it is\nbad" })).status,
        204
      )
      assert.strictEqual((yield* send(undefined, "GET", `/shared/${slug}`)).status, 200)
      const [report] = itemsOf(yield* send(operator, "GET", "/admin/reports"))
      assert.deepInclude(report, {
        reason: "it is\nbad",
        reporter: null,
        snippet: { id, slug, title: "Nasty", owner: idOf("eve") }
      })
      assert.strictEqual((yield* send(operator, "POST", `/admin/snippets/${id}/hide`)).status, 204)
      assert.deepStrictEqual(itemsOf(yield* send(operator, "GET", "/admin/reports")), [])
      for (const [who, path] of [
        [undefined, `/shared/${slug}`],
        ["ada", `/snippets/${id}`],
        [operator, `/shared/${slug}`]
      ] as const) {
        assert.deepStrictEqual(refusalOf(yield* send(who, "GET", path)), [404, "unknown-snippet"])
      }
      const forked = yield* send("ada", "POST", `/shared/${slug}/fork`)
      assert.deepStrictEqual(refusalOf(forked), [404, "unknown-snippet"])
      assert.strictEqual((yield* send("eve", "GET", `/snippets/${id}`)).status, 200)
      assert.strictEqual((yield* send(operator, "POST", `/admin/snippets/${id}/show`)).status, 204)
      assert.strictEqual((yield* send(undefined, "GET", `/shared/${slug}`)).status, 200)
    })
  )

  it.effect("takes ten reports of one caller in ten minutes", () =>
    Effect.gen(function* () {
      const { slug } = yield* saved("finn", { visibility: "unlisted" })
      const report = send("gus", "POST", `/shared/${slug}/report`, { reason: "again" })
      for (let n = 0; n < 10; n++) assert.strictEqual((yield* report).status, 204)
      const refused = yield* report
      assert.deepStrictEqual(refusalOf(refused), [429, "too-many-reports"])
      assert.match(String(refused.headers["retry-after"]), /^\d+$/)
      assert.lengthOf(
        itemsOf(yield* send(operator, "GET", "/admin/reports")).filter(({ reason }) => reason === "again"),
        1
      )
      for (const reason of ["", "x".repeat(501), "a\u0000b"]) {
        const answer = yield* send("hal", "POST", `/shared/${slug}/report`, { reason })
        assert.deepStrictEqual(refusalOf(answer), [400, "invalid-request"], JSON.stringify(reason))
      }
    })
  )

  it.effect("writes what administrators do into their trail", () =>
    Effect.gen(function* () {
      const entries = itemsOf(yield* send(operator, "GET", "/me/audit"))
      assert.deepStrictEqual(
        entries.map(({ action }) => action),
        ["snippet_shown", "snippet_hidden", "user_unblocked", "user_blocked", "signed_in"]
      )
    })
  )
})
