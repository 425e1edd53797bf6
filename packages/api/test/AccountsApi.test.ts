import { assert, describe, it } from "@effect/vitest"
import { AccountsApi } from "@glissade/api/AccountsApi"
import { layerAccounts } from "@glissade/api/AccountsHandlers"
import * as Authorization from "@glissade/api/Authorization"
import { Authenticator, TokenRefused } from "@glissade/core/Authenticator"
import type { User } from "@glissade/core/CurrentUser"
import { Tickets, TooManyTickets } from "@glissade/core/Tickets"
import { UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const alice: User = { id: UserId.make("alice"), claims: {} }

const users: Readonly<Record<string, User>> = { alice, reader: { ...alice, scopes: ["read"] } }

const authenticator = Layer.succeed(Authenticator, {
  isOpen: false,
  authenticate: (token) => {
    const user = token === undefined ? undefined : users[Redacted.value(token)]
    return user === undefined
      ? Effect.fail(new TokenRefused({ reason: token === undefined ? "missing" : "invalid" }))
      : Effect.succeed(user)
  }
})

/** What is answered to a request for a ticket, over tickets that are given out or refused. */
const ask = (issue: (typeof Tickets.Service)["issue"], token?: string) =>
  Effect.gen(function* () {
    const routes = HttpApiBuilder.layer(AccountsApi).pipe(
      Layer.provide(layerAccounts),
      Layer.provide([
        Authorization.layer,
        authenticator,
        Layer.succeed(Tickets, { isOn: true, issue, redeem: () => Effect.succeedNone }),
        HttpServer.layerServices
      ])
    )
    const { handler } = yield* Effect.acquireRelease(
      Effect.sync(() => HttpRouter.toWebHandler(routes, { disableLogger: true })),
      ({ dispose }) => Effect.promise(dispose)
    )
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const request = new Request("http://localhost/tickets", { method: "POST", headers })
    // References are read from what the request is given.
    const context = Context.empty().pipe(
      Context.add(Authenticator, yield* Effect.provide(Authenticator, authenticator))
    )
    const response = yield* Effect.promise(() => handler(request, context as never))
    return { response, body: (yield* Effect.promise(() => response.json())) as Record<string, unknown> }
  }).pipe(Effect.scoped)

const given: (typeof Tickets.Service)["issue"] = (user) =>
  Effect.succeed({ ticket: Redacted.make(`for ${user.id}`), expiresInSeconds: 30 })

describe("POST /tickets", () => {
  it.effect("gives a ticket to whoever brings a token, and nobody may keep a copy", () =>
    Effect.gen(function* () {
      const { body, response } = yield* ask(given, "alice")
      assert.strictEqual(response.status, 201)
      assert.deepStrictEqual(body, { ticket: "for alice", expires_in: 30 })
      assert.strictEqual(response.headers.get("cache-control"), "no-store")
    })
  )

  it.effect("gives none without a token, and none to a key that may not run programs", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* ask(given)).response.status, 401)
      assert.strictEqual((yield* ask(given, "mallory")).response.status, 401)
      const { body, response } = yield* ask(given, "reader")
      assert.strictEqual(response.status, 403)
      assert.strictEqual(response.headers.get("www-authenticate"), 'Bearer error="insufficient_scope", scope="run"')
      assert.deepInclude(body, { type: "urn:glissade:problem:forbidden", error: "insufficient_scope", scope: "run" })
    })
  )

  it.effect("says when to come again where there are too many", () =>
    Effect.gen(function* () {
      const refuse = () => Effect.fail(new TooManyTickets({ retryAfterSeconds: 12 }))
      const { body, response } = yield* ask(refuse, "alice")
      assert.strictEqual(response.status, 429)
      assert.strictEqual(response.headers.get("retry-after"), "12")
      assert.deepInclude(body, { type: "urn:glissade:problem:too-many-tickets", retry_after: 12 })
    })
  )
})
