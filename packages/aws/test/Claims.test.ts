import { assert, describe, it } from "@effect/vitest"
import { userOf } from "../src/Claims.ts"
import type { HttpEvent } from "@glissade/aws/HttpEvent"
import { makeHttpFunction } from "../src/HttpFunction.ts"
import { Runtimes } from "@glissade/core/Admission"
import type { User } from "@glissade/core/CurrentUser"
import { anonymous } from "@glissade/core/CurrentUser"
import { Quotas, uncounted, unlimited } from "@glissade/core/Quotas"
import { layerMemory } from "@glissade/core/Sandbox"
import * as Routes from "@glissade/api/Routes"
import { result, runtimes } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"

/** Claims of Cognito as an HTTP API passes them on: all of them are texts. */
const claims = { sub: "aaaaaaaa-bbbb", iss: "https://issuer.example", exp: "1795806238", "cognito:groups": "[a b]" }

describe("the claims of an authorizer", () => {
  const rows: ReadonlyArray<readonly [what: string, given: Parameters<typeof userOf>[0], id: string | undefined]> = [
    ["name the user by sub", claims, "aaaaaaaa-bbbb"],
    ["name the user by sub, whatever the principal is", { ...claims, principalId: "p" }, "aaaaaaaa-bbbb"],
    ["name the principal of an authorizer that passes no sub on", { principalId: "user|1" }, "user|1"],
    ["name nobody where a token names nobody", { principalId: "anonymous", iss: "i" }, undefined],
    ["name nobody by what is no id", { sub: 7 }, undefined],
    ["name nobody by an id that is too long", { sub: "x".repeat(256) }, undefined]
  ]
  for (const [what, given, id] of rows) {
    it(what, () => assert.deepStrictEqual<unknown>(userOf(given), { id, claims: given }))
  }

  it("are none without an authorizer or without a token, and the user is anonymous", () => {
    for (const given of [undefined, null, {}]) assert.deepStrictEqual(userOf(given), anonymous)
    assert.isUndefined(userOf({ principalId: "anonymous", integrationLatency: 12 }).id)
  })
})

const eventWith = (authorizer: HttpEvent["requestContext"]["authorizer"]): HttpEvent => ({
  rawPath: "/execute",
  rawQueryString: "",
  headers: { "content-type": "application/json" },
  body: '{"code":"print(1)"}',
  isBase64Encoded: false,
  requestContext: {
    domainName: "abc123.execute-api.eu-west-1.amazonaws.com",
    stage: "$default",
    http: { method: "POST" },
    ...(authorizer === undefined ? {} : { authorizer })
  }
})

describe("a function behind an HTTP API", () => {
  it.live("runs a program for the user whom the API's authorizer names, of whatever kind it is", () =>
    Effect.gen(function* () {
      const users: Array<User> = []
      const quotas = Layer.succeed(Quotas, {
        ...unlimited,
        admit: (user) =>
          Effect.sync(() => {
            users.push(user)
            return uncounted
          })
      })
      const sandbox = layerMemory(runtimes, () =>
        Stream.make({ type: "started" } as const, { type: "finished", result: result("1") } as const)
      )
      const web = HttpRouter.toWebHandler(
        Routes.layerWithoutQueue.pipe(
          Layer.provide([quotas, HttpServer.layerServices]),
          Layer.provideMerge([sandbox, Layer.succeed(Runtimes, runtimes)])
        ),
        { disableLogger: true }
      )
      const handler = makeHttpFunction(ManagedRuntime.make(Layer.empty), web.handler)
      yield* Effect.promise(async () => {
        for (const authorizer of [
          { jwt: { claims } },
          { lambda: { principalId: "p" } },
          { lambda: { sub: "s", iss: "i" } },
          { lambda: null },
          { lambda: {} },
          { jwt: {} },
          undefined
        ]) {
          assert.strictEqual((await handler(eventWith(authorizer))).statusCode, 200)
        }
        await web.dispose()
      })
      assert.deepStrictEqual<unknown>(users, [
        { id: claims.sub, claims },
        { id: "p", claims: { principalId: "p" } },
        { id: "s", claims: { sub: "s", iss: "i" } },
        anonymous,
        anonymous,
        anonymous,
        anonymous
      ])
    })
  )
})
