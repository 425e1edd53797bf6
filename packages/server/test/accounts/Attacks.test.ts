import { assert, describe, layer } from "@effect/vitest"
import { Api } from "@glissade/api/Api"
import { LibraryApi } from "@glissade/api/LibraryApi"
import { RunJournal } from "@glissade/core/RunJournal"
import { layerAccountServer, operator, TestIssuer } from "@glissade/test-kit/AccountServer"
import * as Effect from "effect/Effect"
import type { Asker } from "./Requests.ts"
import { bodyOf, keyOf, refusalOf, runs, saved, send } from "./Requests.ts"

/** What belongs to the person who is attacked. */
interface Target {
  readonly user: string
  readonly id: string
  readonly slug: string
  readonly run: string
  readonly key: string
}

/** How a route is attacked, and what comes of it. */
interface Attack {
  readonly path: (target: Target) => string
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
  /** For somebody else who has signed in. `none` where the route has no object: it is answered with nothing of the target. */
  readonly stranger: "none" | 403 | 404
  /** For nobody. */
  readonly nobody: 200 | 401 | 404
  /** The scope that a key needs; the attacker's has all others. */
  readonly scope: "run" | "read" | "write" | undefined
}

const draft = { code: "stolen" }
const own = { stranger: "none", nobody: 401 } as const
const theirs = { stranger: 404, nobody: 401 } as const
const administration = { stranger: 403, nobody: 401 } as const

const attacks: Readonly<Record<string, Attack>> = {
  "GET /snippets": { path: () => "/snippets", scope: "read", ...own },
  "POST /snippets": { path: () => "/snippets", body: draft, scope: "write", ...own },
  "GET /snippets/:id": { path: ({ id }) => `/snippets/${id}`, scope: "read", stranger: 404, nobody: 404 },
  "PUT /snippets/:id": {
    path: ({ id }) => `/snippets/${id}`,
    body: draft,
    headers: { "if-match": '"1"' },
    scope: "write",
    ...theirs
  },
  "DELETE /snippets/:id": { path: ({ id }) => `/snippets/${id}`, scope: "write", ...theirs },
  "POST /snippets/:id/restore": { path: ({ id }) => `/snippets/${id}/restore`, scope: "write", ...theirs },
  "POST /snippets/:id/star": { path: ({ id }) => `/snippets/${id}/star`, scope: "write", ...theirs },
  "DELETE /snippets/:id/star": { path: ({ id }) => `/snippets/${id}/star`, scope: "write", ...theirs },
  "POST /snippets/:id/fork": { path: ({ id }) => `/snippets/${id}/fork`, scope: "write", ...theirs },
  "GET /snippets/:id/versions": { path: ({ id }) => `/snippets/${id}/versions`, scope: "read", ...theirs },
  "GET /snippets/:id/versions/:version": { path: ({ id }) => `/snippets/${id}/versions/1`, scope: "read", ...theirs },
  "GET /shared/:slug": { path: ({ slug }) => `/shared/${slug}`, scope: "read", stranger: 404, nobody: 404 },
  "POST /shared/:slug/fork": { path: ({ slug }) => `/shared/${slug}/fork`, scope: "write", ...theirs },
  "POST /shared/:slug/report": {
    path: ({ slug }) => `/shared/${slug}/report`,
    body: { reason: "is it there?" },
    scope: "write",
    stranger: 404,
    nobody: 404
  },
  "GET /runs": { path: () => "/runs", scope: "read", ...own },
  "GET /runs/:id": { path: ({ run }) => `/runs/${run}`, scope: "read", ...theirs },
  "DELETE /runs/:id": { path: ({ run }) => `/runs/${run}`, scope: "write", ...theirs },
  "DELETE /runs": { path: () => "/runs", scope: "write", ...own },
  "GET /sign-in": { path: () => "/sign-in", scope: undefined, stranger: "none", nobody: 200 },
  "POST /tickets": { path: () => "/tickets", scope: "run", ...own },
  "GET /me": { path: () => "/me", scope: "read", ...own },
  "GET /me/usage": { path: () => "/me/usage", scope: "read", ...own },
  "GET /me/audit": { path: () => "/me/audit", scope: "read", ...own },
  "GET /me/export": { path: () => "/me/export", scope: "read", ...own },
  "DELETE /me": { path: () => "/me", body: { confirm: "delete everything" }, scope: "write", ...own },
  "GET /me/keys": { path: () => "/me/keys", scope: "read", ...own },
  "POST /me/keys": { path: () => "/me/keys", body: { name: "x", scopes: ["run"] }, scope: "write", ...own },
  "DELETE /me/keys/:id": { path: ({ key }) => `/me/keys/${key}`, scope: "write", ...theirs },
  "GET /admin/users": { path: () => "/admin/users", scope: "read", ...administration },
  "POST /admin/users/:id/block": {
    path: ({ user }) => `/admin/users/${user}/block`,
    scope: "write",
    ...administration
  },
  "POST /admin/users/:id/unblock": {
    path: ({ user }) => `/admin/users/${user}/unblock`,
    scope: "write",
    ...administration
  },
  "GET /admin/reports": { path: () => "/admin/reports", scope: "read", ...administration },
  "POST /admin/snippets/:id/hide": {
    path: ({ id }) => `/admin/snippets/${id}/hide`,
    scope: "write",
    ...administration
  },
  "POST /admin/snippets/:id/show": { path: ({ id }) => `/admin/snippets/${id}/show`, scope: "write", ...administration }
}

const routesOf = (api: { readonly groups: object }) =>
  Object.values(
    api.groups as Record<
      string,
      { readonly endpoints: Record<string, { readonly method: string; readonly path: string }> }
    >
  ).flatMap(({ endpoints }) => Object.values(endpoints).map(({ method, path }) => `${method} ${path}`))

const mark = "mark-of-the-target"

const target = Effect.gen(function* () {
  const { idOf } = yield* TestIssuer
  const { id, slug } = yield* saved("target", { code: mark, title: mark, description: mark, tags: [mark] })
  yield* runs("target", mark)
  const { flush } = yield* RunJournal
  yield* flush
  const [run] = bodyOf(yield* send("target", "GET", "/runs"))["items"] as ReadonlyArray<{ readonly id: string }>
  const key = yield* keyOf("target", ["run"])
  return { user: idOf("target"), id, slug, run: run!.id, key: key.id }
})

/** Everything of the target but the trail of reading it. */
const stateOf = Effect.map(send("target", "GET", "/me/export"), ({ text }) =>
  text.split("\n").filter((line) => /^\{"(?:snippet|snippet_version|run|key|report)"/.test(line))
)

const attack = (who: Asker, name: string, victim: Target) => {
  const { body, headers, path } = attacks[name]!
  return send(who, name.split(" ")[0]!, path(victim), body, headers)
}

describe("attacks on what belongs to somebody else", () => {
  layer(layerAccountServer(), { excludeTestServices: true, timeout: 60_000 })((it) => {
    it.effect("are tried on every route of the library and of accounts", () =>
      Effect.sync(() => {
        const others = new Set(routesOf(Api))
        assert.sameMembers(
          Object.keys(attacks),
          routesOf(LibraryApi).filter((route) => !others.has(route))
        )
      })
    )

    it.effect("by somebody else who has signed in, find nothing and change nothing", () =>
      Effect.gen(function* () {
        const victim = yield* target
        const before = yield* stateOf
        assert.lengthOf(before, 3)
        let count = 0
        for (const [name, { stranger }] of Object.entries(attacks)) {
          const answer = yield* attack(`stranger-${count++}`, name, victim)
          if (stranger === "none") assert.isBelow(answer.status, 300, `${name}: ${answer.text}`)
          else assert.strictEqual(answer.status, stranger, `${name}: ${answer.text}`)
          assert.notInclude(answer.text, mark, name)
          assert.notInclude(answer.text, victim.user, name)
        }
        assert.deepStrictEqual(yield* stateOf, before)
        assert.strictEqual((yield* runs("target")).status, 200)
      })
    )

    it.effect("find as much as where there is nothing", () =>
      Effect.gen(function* () {
        const victim = yield* target
        const nothing = {
          user: victim.user,
          id: "01890000-0000-7000-8000-000000000000",
          slug: "a".repeat(16),
          run: "01890000-0000-7000-8000-000000000000",
          key: "01890000-0000-7000-8000-000000000000"
        }
        for (const [name, { stranger }] of Object.entries(attacks)) {
          if (stranger !== 404) continue
          const [there, not] = [yield* attack("mallory", name, victim), yield* attack("mallory", name, nothing)]
          assert.deepStrictEqual([there.status, there.text], [not.status, not.text], name)
        }
      })
    )

    it.effect("by nobody, are told to sign in", () =>
      Effect.gen(function* () {
        const victim = yield* target
        for (const [name, { nobody }] of Object.entries(attacks)) {
          const answer = yield* attack(undefined, name, victim)
          assert.strictEqual(answer.status, nobody, `${name}: ${answer.text}`)
          if (nobody === 401) assert.strictEqual(answer.headers["www-authenticate"], "Bearer")
          assert.notInclude(answer.text, mark, name)
        }
      })
    )

    it.effect("by a key that was made for other things, are told which scope it lacks, also its owner's", () =>
      Effect.gen(function* () {
        const victim = yield* target
        const scopes = ["run", "read", "write"] as const
        const keys = new Map(
          yield* Effect.forEach(scopes, (missing) =>
            Effect.map(
              keyOf(
                "target",
                scopes.filter((scope) => scope !== missing)
              ),
              (key) => [missing, key] as const
            )
          )
        )
        for (const [name, { scope }] of Object.entries(attacks)) {
          if (scope === undefined) continue
          const answer = yield* attack(keys.get(scope)!, name, victim)
          assert.strictEqual(answer.status, 403, `${name}: ${answer.text}`)
          assert.strictEqual(
            answer.headers["www-authenticate"],
            `Bearer error="insufficient_scope", scope="${scope}"`,
            name
          )
        }
      })
    )

    it.effect("by an administrator's key, administer nothing", () =>
      Effect.gen(function* () {
        const victim = yield* target
        const key = yield* keyOf(operator, ["run", "read", "write"])
        for (const name of Object.keys(attacks).filter((name) => name.includes("/admin/"))) {
          const answer = yield* attack(key, name, victim)
          assert.deepStrictEqual(refusalOf(answer), [403, "forbidden"], name)
          assert.strictEqual(bodyOf(answer)["error"], "administrators_only")
        }
      })
    )

    it.effect("by an administrator, read nobody's private programs and runs", () =>
      Effect.gen(function* () {
        const victim = yield* target
        for (const name of Object.keys(attacks).filter((name) => /\/(?:snippets|shared|runs|me)\b/.test(name))) {
          if (name.includes("/admin/") || name === "DELETE /me") continue
          assert.notInclude((yield* attack(operator, name, victim)).text, mark, name)
        }
      })
    )

    it.effect("by somebody who is blocked, are refused one and all", () =>
      Effect.gen(function* () {
        const { idOf } = yield* TestIssuer
        const victim = yield* target
        const key = yield* keyOf("blocked", ["run", "read", "write"])
        yield* send(operator, "POST", `/admin/users/${idOf("blocked")}/block`)
        for (const name of Object.keys(attacks)) {
          if (name === "GET /sign-in") continue
          for (const who of ["blocked", key]) {
            const answer = yield* attack(who, name, victim)
            assert.deepStrictEqual(refusalOf(answer), [403, "forbidden"], name)
            assert.include(answer.text, "blocked you")
          }
        }
      })
    )

    it.effect("with a token that is not good here, are refused one and all", () =>
      Effect.gen(function* () {
        const { tokenOf } = yield* TestIssuer
        const victim = yield* target
        const tokens = [
          yield* tokenOf("target", { claims: { aud: "somebody else" } }),
          yield* tokenOf("target", { expiresIn: -3_600 }),
          yield* tokenOf("target", { claims: { iss: "https://evil.example" } }),
          "glissade_000000000000000000000000000000000000",
          "x".repeat(5_000)
        ]
        for (const name of Object.keys(attacks)) {
          if (name === "GET /sign-in") continue
          for (const token of tokens) {
            const answer = yield* attack({ token }, name, victim)
            assert.deepStrictEqual(refusalOf(answer), [401, "unauthorized"], name)
          }
        }
      })
    )

    it.effect("read what is shared, as far as it is", () =>
      Effect.gen(function* () {
        for (const [visibility, byId, bySlug] of [
          ["private", 404, 404],
          ["unlisted", 404, 200],
          ["public", 200, 200]
        ] as const) {
          const { id, slug } = yield* saved("target", { visibility })
          for (const who of [undefined, "mallory", operator]) {
            const told = `${visibility} to ${who}`
            assert.strictEqual((yield* send(who, "GET", `/snippets/${id}`)).status, byId, told)
            assert.strictEqual((yield* send(who, "GET", `/shared/${slug}`)).status, bySlug, told)
            // Whoever may read may copy, and change nothing.
            const forked = (yield* send(who, "POST", `/shared/${slug}/fork`)).status
            assert.strictEqual(forked, who === undefined ? 401 : bySlug === 200 ? 201 : 404, told)
            const changed = yield* send(who, "PUT", `/snippets/${id}`, draft, { "if-match": '"1"' })
            assert.strictEqual(changed.status, who === undefined ? 401 : 404, told)
          }
        }
      })
    )
  })
})
