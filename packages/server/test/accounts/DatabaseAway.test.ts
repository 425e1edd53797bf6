import { assert, layer } from "@effect/vitest"
import { layerAccountServer, operator, TestDatabase, TestIssuer } from "@glissade/test-kit/AccountServer"
import * as Database from "@glissade/storage/Database"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { asked } from "../Ask.ts"
import { bodyOf, refusalOf, runs, saved, send } from "./Requests.ts"

const untilState = (wanted: Database.DatabaseState["_tag"]) =>
  Effect.flatMap(Database.Database, ({ state }) => state).pipe(
    Effect.repeat({ until: ({ _tag }) => _tag === wanted, schedule: Schedule.spaced("20 millis") })
  )

layer(layerAccountServer(), { excludeTestServices: true, timeout: 60_000 })("a server whose database is away", (it) => {
  it.effect("goes on running programs, also of people whom it has never seen, and says that it keeps nothing", () =>
    Effect.gen(function* () {
      const { giveBack, takeAway } = yield* TestDatabase
      const { idOf } = yield* TestIssuer
      yield* saved("ada")
      yield* saved("bob")
      yield* send(operator, "POST", `/admin/users/${idOf("bob")}/block`)
      yield* takeAway
      yield* untilState("unavailable")
      for (const who of ["ada", "new"]) assert.strictEqual((yield* runs(who)).status, 200)
      assert.strictEqual((yield* asked({ path: "/health" })).status, 200)
      // Whoever was blocked stays so.
      assert.deepStrictEqual(refusalOf(yield* runs("bob")), [403, "forbidden"])
      for (const [method, path, body] of [
        ["GET", "/snippets", undefined],
        ["POST", "/snippets", { code: "1" }],
        ["GET", "/runs", undefined],
        ["GET", "/me", undefined],
        ["GET", "/me/usage", undefined],
        ["GET", "/me/export", undefined],
        ["GET", "/me/audit", undefined],
        ["GET", "/me/keys", undefined],
        ["POST", "/me/keys", { name: "x", scopes: ["run"] }],
        ["DELETE", "/me", { confirm: "delete everything" }],
        ["POST", `/shared/${"a".repeat(16)}/report`, { reason: "bad" }]
      ] as const) {
        for (const who of ["ada", "new"]) {
          const answer = yield* send(who, method, path, body)
          assert.deepStrictEqual(refusalOf(answer), [503, "unavailable"], `${method} ${path}`)
          assert.match(String(answer.headers["retry-after"]), /^\d+$/)
        }
      }
      const administration = yield* send(operator, "GET", "/admin/users")
      assert.deepStrictEqual(refusalOf(administration), [503, "unavailable"])
      const ticket = yield* send("new", "POST", "/tickets")
      assert.strictEqual(ticket.status, 201)
      yield* giveBack
      yield* untilState("ready")
      assert.strictEqual((yield* send("new", "GET", "/me")).status, 200)
      assert.lengthOf(bodyOf(yield* send("ada", "GET", "/snippets"))["items"] as ReadonlyArray<unknown>, 1)
    })
  )
})
