import { assert, layer } from "@effect/vitest"
import { Api } from "@glissade/api/Api"
import { LibraryApi } from "@glissade/api/LibraryApi"
import { RunJournal } from "@glissade/core/RunJournal"
import { layerLocalServer } from "@glissade/test-kit/LocalServer"
import * as Effect from "effect/Effect"
import { asked } from "../Ask.ts"
import { bodyOf, refusalOf, runs, saved, send } from "./Requests.ts"

const allowed = "https://docs.example"
const confirmation = { confirm: "delete everything" }

const routesOf = (api: { readonly groups: object }) =>
  Object.values(
    api.groups as Record<
      string,
      { readonly endpoints: Record<string, { readonly method: string; readonly path: string }> }
    >
  ).flatMap(({ endpoints }) => Object.values(endpoints).map(({ method, path }) => `${method} ${path}`))

/** Whoever is not the one person at this machine. */
const others: ReadonlyArray<Readonly<Record<string, string>>> = [
  { origin: allowed },
  { origin: allowed, "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
  { "x-forwarded-for": "192.0.2.1" },
  { "x-forwarded-proto": "https" },
  { forwarded: "for=192.0.2.1" },
  { "x-real-ip": "192.0.2.1" },
  { via: "1.1 proxy.example" }
]

layer(layerLocalServer({ allowedOrigins: [allowed] }), { excludeTestServices: true, timeout: 60_000 })(
  "the account of the one person at their machine",
  (it) => {
    const local = undefined

    it.effect("tells what they keep and have run, without limits of runs", () =>
      Effect.gen(function* () {
        yield* saved(local)
        yield* runs(local)
        const me = bodyOf(yield* send(local, "GET", "/me"))
        assert.deepInclude(me, { id: "local", name: null, mode: "local", is_administrator: false })
        assert.deepInclude(me["usage"] as object, { runs_today: 1, snippets: 1 })
        assert.deepInclude(me["limits"] as object, { runs_per_minute: null, runs_at_once: null, snippets: 1_000 })
        const usage = bodyOf(yield* send(local, "GET", "/me/usage"))
        assert.deepInclude(usage["usage"] as object, { runs_today: 1 })
      })
    )

    it.effect("is exported, and emptied once that is confirmed", () =>
      Effect.gen(function* () {
        const { flush } = yield* RunJournal
        yield* saved(local, { title: "Kept" })
        yield* runs(local)
        yield* flush
        const { text } = yield* send(local, "GET", "/me/export")
        assert.include(text, '"title":"Kept"')
        assert.include(text, '{"run":')
        assert.include(text, '{"end":')
        assert.strictEqual((yield* send(local, "DELETE", "/me", {})).status, 400)
        yield* runs(local, "a run that is still to be written")
        assert.strictEqual((yield* send(local, "DELETE", "/me", confirmation)).status, 204)
        for (const path of ["/snippets", "/snippets?deleted=true", "/runs"]) {
          assert.deepStrictEqual(bodyOf(yield* send(local, "GET", path)), { items: [] }, path)
        }
        yield* saved(local)
        assert.strictEqual((yield* send(local, "GET", "/me")).status, 200)
      })
    )

    it.effect("has no keys, no reports and no administration, and says why", () =>
      Effect.gen(function* () {
        const { slug } = yield* saved(local, { visibility: "public" })
        const id = "01890000-0000-7000-8000-000000000000"
        for (const [method, path, body] of [
          ["GET", "/me/keys", undefined],
          ["POST", "/me/keys", { name: "x", scopes: ["run"] }],
          ["DELETE", `/me/keys/${id}`, undefined],
          ["GET", "/admin/users", undefined],
          ["POST", `/admin/users/${id}/block`, undefined],
          ["GET", "/admin/reports", undefined],
          ["POST", `/admin/snippets/${id}/hide`, undefined],
          ["POST", `/shared/${slug}/report`, { reason: "bad" }],
          ["POST", "/tickets", undefined]
        ] as const) {
          const answer = yield* send(local, method, path, body)
          assert.deepStrictEqual(refusalOf(answer), [404, "no-accounts"], `${method} ${path}`)
          assert.include(answer.text, "AUTH=oidc has accounts")
        }
        assert.deepStrictEqual(refusalOf(yield* send(local, "GET", "/sign-in")), [404, "no-sign-in"])
        const { features } = bodyOf(yield* asked({ path: "/runtimes" })) as { readonly features: ReadonlyArray<string> }
        assert.include(features, "account")
        for (const missing of ["tickets", "sign_in"]) assert.notInclude(features, missing)
      })
    )

    it.effect("is closed to pages of other origins, also allowed ones, and to whoever comes through a proxy", () =>
      Effect.gen(function* () {
        const runsAlone = new Set(routesOf(Api))
        for (const route of routesOf(LibraryApi).filter((route) => !runsAlone.has(route))) {
          const [method, pattern] = route.split(" ")
          const path = pattern!.replaceAll(/:\w+/g, "01890000-0000-7000-8000-000000000000")
          const spellings = [
            path,
            path.replace(/^\/(.)/, (_, first: string) => `/%${first.charCodeAt(0).toString(16)}`)
          ]
          for (const headers of others) {
            const [answer, encoded] = yield* Effect.forEach(spellings, (spelled) =>
              send(local, method!, spelled, undefined, headers)
            )
            assert.oneOf(refusalOf(answer!)[1], ["library-not-open", "origin-not-allowed"], route)
            assert.strictEqual(answer!.status, 403, route)
            // Another spelling of the path is nobody's, or no route at all.
            assert.oneOf(encoded!.status, [400, 401, 403, 404, 415], route)
          }
        }
        // They may run programs all the same.
        for (const headers of [others[0]!, others[3]!])
          assert.strictEqual((yield* runs(local, "1", headers)).status, 200)
      })
    )
  }
)
