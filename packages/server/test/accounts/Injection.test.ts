import { assert, layer } from "@effect/vitest"
import { Api } from "@glissade/api/Api"
import { LibraryApi } from "@glissade/api/LibraryApi"
import { layerAccountServer, operator, TestIssuer } from "@glissade/test-kit/AccountServer"
import { isThorough, seed } from "@glissade/test-kit/Seed"
import { RunJournal } from "@glissade/core/RunJournal"
import * as Effect from "effect/Effect"
import { makeInputs } from "./Inputs.ts"
import { bodyOf, runs, saved, send } from "./Requests.ts"

const mark = "mark-of-the-target"

/** How many requests are made of inputs, in all. */
const requests = isThorough ? 3_000 : 600

interface Route {
  readonly method: string
  readonly path: string
}

const routesOf = (api: { readonly groups: object }): ReadonlyArray<Route> =>
  Object.values(api.groups as Record<string, { readonly endpoints: Record<string, Route> }>).flatMap(({ endpoints }) =>
    Object.values(endpoints)
  )

const routes = routesOf(LibraryApi).filter(
  ({ path }) => path !== "/execute/async" && !routesOf(Api).some((other) => other.path === path && path !== "/execute")
)

/** Good values of each field, so that a wrong one is not always refused for the others. */
const bodies: Readonly<Record<string, object>> = {
  "POST /snippets": {
    title: "t",
    language: "python",
    code: "1",
    description: "d",
    tags: ["a"],
    visibility: "public",
    files: [{ name: "a.txt", content: "x" }],
    stdin: "",
    args: ["1"],
    time_complexity: "O(1)",
    space_complexity: null
  },
  "PUT /snippets/:id": { title: "t", code: "1", is_autosaved: true, tags: [], args: [], stdin: "in" },
  "POST /shared/:slug/report": { reason: "because" },
  "POST /me/keys": { name: "key", scopes: ["run"], expires_at: null },
  "POST /execute": { code: "1", stdin: "", args: [], files: [], snippet_id: "01890000-0000-7000-8000-000000000000" },
  "DELETE /me": { confirm: "delete nothing" }
}

const queries: Readonly<Record<string, ReadonlyArray<string>>> = {
  "GET /snippets": ["q", "tag", "language", "starred", "deleted", "cursor", "limit"],
  "GET /runs": ["language", "status", "snippet_id", "cursor", "limit"],
  "GET /me/audit": ["cursor", "limit"],
  "GET /admin/users": ["cursor", "limit"],
  "GET /admin/reports": ["cursor", "limit"]
}

/** A cursor that is written as ours are, with something else in it. */
const cursorOf = (value: unknown): string => Buffer.from(JSON.stringify(value) ?? "").toString("base64url")

layer(layerAccountServer(), { excludeTestServices: true, timeout: 120_000 })("whatever is sent", (it) => {
  it.effect(`is no fault of the server, and gets nothing of anybody else (seed ${seed})`, () =>
    Effect.gen(function* () {
      const { below, one, text, value } = makeInputs(seed)
      const { idOf } = yield* TestIssuer
      const { flush } = yield* RunJournal
      const hers = yield* saved("target", { code: mark, title: mark, description: mark, tags: [mark] })
      yield* runs("target", mark)
      yield* flush
      const before = (yield* send("target", "GET", `/snippets/${hers.id}`)).text

      const own = yield* saved("mallory", { visibility: "public" })
      const parameters: Readonly<Record<string, ReadonlyArray<() => string>>> = {
        ":id": [text, () => own.id, () => hers.id, () => idOf("passer-by"), () => own.id.toUpperCase()],
        ":slug": [text, () => own.slug, () => hers.slug],
        ":version": [text, () => String(below(5) - 1), () => "99999999999999999999", () => "2147483648"]
      }
      const cursors = [
        text,
        () => cursorOf([below(10) * 1e15, own.id]),
        () => cursorOf([1.5, own.id]),
        () => cursorOf([-1, text()]),
        () => cursorOf(value())
      ]
      const statuses = new Set<number>()
      for (let n = 0; n < requests; n++) {
        const { method, path } = one(routes)
        const name = `${method} ${path}`
        const filled = path.replaceAll(/:\w+/g, (parameter) =>
          encodeURIComponent(one(parameters[parameter]!)().toWellFormed().slice(0, 2_000))
        )
        const chosen = (queries[name] ?? []).filter(() => below(3) === 0)
        const query = chosen.map((field) => {
          const content = field === "cursor" && below(2) === 0 ? one(cursors)() : text()
          return `${field}=${encodeURIComponent(content.toWellFormed().slice(0, 2_000))}`
        })
        const body = bodies[name]
        const changed =
          body === undefined
            ? undefined
            : {
                ...body,
                ...Object.fromEntries(Object.keys(body).flatMap((field) => (below(4) === 0 ? [[field, value()]] : [])))
              }
        // Only what a header can hold can be sent in one.
        const match =
          below(2) === 0
            ? '"1"'
            : text()
                .replaceAll(/[^\t\u0020-\u007e]/g, "")
                .slice(0, 2_000)
        const who = path.startsWith("/admin") && below(2) === 0 ? operator : "mallory"
        const answer = yield* send(
          who,
          method,
          [filled, query.join("&")].filter((part) => part !== "").join("?"),
          changed,
          {
            ...(path === "/snippets/:id" && { "if-match": match })
          }
        )
        const told = `seed ${seed}: ${name} ${filled} ${query.join("&")} ${JSON.stringify(changed)?.slice(0, 2_000)} ${answer.text.slice(0, 500)}`
        statuses.add(answer.status)
        assert.isTrue(answer.status < 500, told)
        const isAdministrator = who === operator
        if (!isAdministrator && name !== "POST /execute") {
          // What mallory saved may have the mark in it, as one of the inputs.
          assert.notInclude(answer.text, hers.id, told)
          assert.notInclude(answer.text, "Name of target", told)
        }
      }
      for (const status of [200, 400, 404]) assert.isTrue(statuses.has(status), `${[...statuses].join()}`)
      assert.strictEqual((yield* send("target", "GET", `/snippets/${hers.id}`)).text, before)
      assert.lengthOf(bodyOf(yield* send("target", "GET", "/runs"))["items"] as ReadonlyArray<unknown>, 1)
    })
  )
})
