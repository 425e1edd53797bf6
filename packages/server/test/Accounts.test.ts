import { assert, describe, it, layer } from "@effect/vitest"
import { Authenticator, TokenRefused } from "@glissade/core/Authenticator"
import { BlockList, layerMemory as layerBlockList } from "@glissade/core/BlockList"
import type { User } from "@glissade/core/CurrentUser"
import { QuotaExceeded, Quotas, unlimited } from "@glissade/core/Quotas"
import { Tickets } from "@glissade/core/Tickets"
import { UserId } from "@glissade/protocol/Ids"
import { result } from "@glissade/testing/Fixtures"
import { behaviours, echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"
import { recordTelemetry } from "./RecordedTelemetry.ts"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { asked, problemType, upgrade } from "./Ask.ts"
import { RawSocket } from "./RawSocket.ts"

const json = { "content-type": "application/json" }
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const run = (token: string, body: object = { code: "print(1)" }, path = "/execute") => ({
  method: "POST",
  path,
  headers: { ...json, ...bearer(token) },
  body: JSON.stringify(body)
})

/** A user for each token, with the scopes that stand behind a dash. */
const authenticator = Layer.succeed(Authenticator, {
  isOpen: false,
  authenticate: (token) => {
    if (token === undefined) return Effect.fail(new TokenRefused({ reason: "missing" }))
    const [name, scope] = Redacted.value(token).split("-")
    const scopes = scope === undefined ? {} : { scopes: [scope as "run" | "read"] }
    return Effect.succeed({ id: UserId.make(name!), claims: {}, ...scopes })
  }
})

/** Tickets with the names of their users, each good once. */
const used = new Set<string>()
const tickets = Layer.succeed(Tickets, {
  isOn: true,
  issue: () => Effect.die("not asked for here"),
  redeem: (ticket) =>
    Effect.sync((): Option.Option<User> => {
      const [, name] = /^ticket-(\w+)$/.exec(Redacted.value(ticket)) ?? []
      if (name === undefined || used.has(name)) return Option.none()
      used.add(name)
      return Option.some({ id: UserId.make(name), claims: {} })
    })
})

const { logged, spans, telemetry } = recordTelemetry()

const connected = (query: string) =>
  Effect.gen(function* () {
    const { webSocketUrl } = yield* TestServer
    const socket = yield* Effect.acquireRelease(
      Effect.promise(() => RawSocket.open(webSocketUrl + query)),
      (opened) => Effect.sync(() => opened.close())
    )
    return { socket, id: yield* Effect.promise(() => socket.ping()) }
  })

behaviours["for ever"] = () =>
  Stream.concat(
    Stream.make({ type: "started" } as const),
    Stream.fromEffect(Effect.as(Effect.sleep("1 hour"), { type: "finished", result: result("") } as const))
  )

layer(layerServer(echo).pipe(Layer.provide([authenticator, tickets, telemetry]), Layer.provideMerge(layerBlockList)), {
  excludeTestServices: true
})("a server with accounts", (it) => {
  it.effect("lets keys run programs that may, and says to the others which scope they lack", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* asked(run("alice-run"))).status, 200)
      yield* Effect.scoped(connected("?token=alice-run"))
      for (const request of [
        run("alice-read"),
        run("alice-read", { code: "" }, "/execute/async"),
        // Before it looks at what is sent.
        { ...run("alice-read"), body: "no json" },
        upgrade("/ws?token=alice-read"),
        upgrade("/ws", bearer("alice-read"))
      ]) {
        const answer = yield* asked(request)
        assert.strictEqual(answer.status, 403)
        assert.strictEqual(problemType(answer), "forbidden")
        assert.strictEqual(answer.headers["www-authenticate"], 'Bearer error="insufficient_scope", scope="run"')
        assert.include(answer.text, "make one with the scope run")
      }
    })
  )

  it.effect("refuses a blocked user at once, and stops what they have running", () =>
    Effect.gen(function* () {
      const { block, unblock } = yield* BlockList
      const bob = UserId.make("bob")
      const [his, hers] = [yield* connected("?token=bob"), yield* connected("?token=alice")]
      for (const [token, { id }] of [
        ["bob", his],
        ["alice", hers]
      ] as const) {
        yield* asked(run(token, { code: "for ever", connection_id: id }, "/execute/async"))
      }
      for (const { socket } of [his, hers]) {
        assert.strictEqual((yield* Effect.promise(() => socket.next())).type, "started")
      }
      const waiting = yield* Effect.forkChild(asked(run("bob", { code: "for ever" })))
      yield* Effect.sleep("50 millis")
      yield* block(bob)
      const closed = Effect.promise(() => his.socket.closed)
      assert.deepStrictEqual(yield* Effect.timeout(closed, "30 seconds"), { code: 1008, reason: "the user is blocked" })
      const answers = [
        yield* Effect.timeout(Fiber.await(waiting), "30 seconds"),
        yield* Effect.exit(asked(run("bob"))),
        yield* Effect.exit(asked(upgrade("/ws?token=bob"))),
        yield* Effect.exit(asked(upgrade("/ws?ticket=ticket-bob")))
      ]
      for (const exit of answers) {
        const answer = yield* exit
        assert.strictEqual(answer.status, 403)
        assert.strictEqual(problemType(answer), "forbidden")
        assert.include(answer.text, "blocked you")
      }
      assert.strictEqual(yield* Effect.promise(() => hers.socket.ping()), hers.id)
      yield* unblock(bob)
      assert.strictEqual((yield* asked(run("bob"))).status, 200)
    }).pipe(Effect.scoped)
  )

  it.effect("opens a socket with a ticket, once", () =>
    Effect.gen(function* () {
      yield* connected("?ticket=ticket-carol")
      for (const query of ["ticket=ticket-carol", "ticket=unknown", "ticket=ticket-carol&token=carol"]) {
        const answer = yield* asked(upgrade(`/ws?${query}`))
        assert.strictEqual(answer.status, 401)
        assert.include(answer.text, "POST /tickets")
        assert.strictEqual(answer.headers["www-authenticate"], 'Bearer error="invalid_token"')
      }
      // A ticket opens nothing but a socket.
      assert.strictEqual(
        (yield* asked({ ...run("x"), path: "/execute?ticket=ticket-dave", headers: json })).status,
        401
      )
      yield* connected("?ticket=ticket-dave")
    }).pipe(Effect.scoped)
  )

  it.effect("shows no ticket in what it logs, and in no span", () =>
    Effect.gen(function* () {
      spans.length = 0
      yield* connected("?ticket=ticket-erin")
      yield* asked(upgrade("/ws?x=1&ticket=ticket-erin"))
      yield* asked({ path: "/nowhere?ticket=ticket-erin" })
      const seen = spans.map(({ attributes, name }) => `${name} ${JSON.stringify([...attributes])}`).join("\n")
      assert.include(seen, "/ws")
      for (const text of [seen, ...logged]) assert.notInclude(text, "ticket-erin")
    }).pipe(Effect.scoped)
  )
})

const quotaOf = (unit: { readonly unit?: string; readonly windowSeconds?: number }) => ({
  name: "runs",
  limit: 30,
  remaining: 0,
  ...unit
})

describe("a server whose quotas have numbers", () => {
  for (const [what, quota, policy] of [
    ["of a time", quotaOf({ windowSeconds: 60 }), '"runs";q=30;w=60'],
    [
      "of something else than requests",
      quotaOf({ unit: "concurrent-requests" }),
      '"runs";q=30;qu="concurrent-requests"'
    ]
  ] as const) {
    it.live(`tells those ${what} in the fields that clients read`, () =>
      Effect.gen(function* () {
        const { id } = yield* connected("")
        for (const request of [run("", { code: "" }), run("", { code: "", connection_id: id }, "/execute/async")]) {
          const { headers, status, text } = yield* asked({ ...request, headers: json })
          assert.strictEqual(status, 429)
          assert.strictEqual(headers["retry-after"], "17")
          assert.strictEqual(headers["ratelimit-policy"], policy)
          assert.strictEqual(headers["ratelimit"], '"runs";r=0;t=17')
          assert.deepInclude(JSON.parse(text), { type: "urn:glissade:problem:quota-exceeded", quota })
        }
      }).pipe(
        Effect.scoped,
        Effect.provide(
          layerServer(echo).pipe(
            Layer.provide(
              Layer.succeed(Quotas, {
                ...unlimited,
                admit: () => Effect.fail(new QuotaExceeded({ message: "enough", retryAfterSeconds: 17, quota }))
              })
            )
          )
        )
      )
    )
  }
})
