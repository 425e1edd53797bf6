import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as PackageIndex from "../../src/packages/PackageIndex.ts"

type Answers = Readonly<Record<string, () => Response>>

const redirect = (location: string) => () => new Response(null, { status: 302, headers: { location } })

const project =
  (...files: ReadonlyArray<unknown>) =>
  () =>
    Response.json({ files })

const file = { filename: "a-1.0-py3-none-any.whl", url: "a.whl", hashes: {} }

/** Asks an index whose answers stand there by their addresses. */
const asking = <A, E>(answers: Answers, ask: (index: PackageIndex.PackageIndex["Service"]) => Effect.Effect<A, E>) => {
  const fetch = (input: RequestInfo | URL) => {
    const url = input instanceof Request ? input.url : String(input)
    return Promise.resolve(answers[url]?.() ?? new Response(null, { status: 404 }))
  }
  const first = new URL(Object.keys(answers)[0]!)
  const client = Layer.provide(
    FetchHttpClient.layer,
    Layer.succeed(FetchHttpClient.Fetch, fetch as typeof globalThis.fetch)
  )
  return Effect.flatMap(PackageIndex.PackageIndex, ask).pipe(
    Effect.provide(Layer.provide(PackageIndex.layer(`${first.origin}/simple/`), client))
  )
}

const simple = "https://index.example/simple/a/"

describe("an index of packages", () => {
  it.effect("may redirect, and tells addresses from where it leads", () =>
    Effect.gen(function* () {
      const answers = { [simple]: redirect("https://mirror.example/a/"), "https://mirror.example/a/": project(file) }
      const { files } = yield* asking(answers, ({ files }) => files("a"))
      assert.deepStrictEqual(
        files.map(({ url }) => url),
        ["https://mirror.example/a/a.whl"]
      )
    })
  )

  it.effect.each([
    [
      simple,
      "http://mirror.example/a/",
      /^https:.* redirects to http:\/\/mirror\.example\/a\/, which is not an address of https$/
    ],
    [simple, "http://127.0.0.1/a/", /redirects to http:\/\/127\.0\.0\.1\/a\/, which is not an address of https$/],
    ["http://127.0.0.1/simple/a/", "http://mirror.example/a/", /which is not an address of https$/],
    [simple, "file:///a", /redirects to file:\/\/\/a, which is not an address of https$/],
    [simple, "http://[", /redirects to http:\/\/\[, which is no address$/],
    [simple, simple, /\/simple\/a\/ redirects more than 20 times$/]
  ] as const)("at %s may not redirect to %s", ([from, to, expected]) =>
    Effect.gen(function* () {
      const answers = {
        [from]: redirect(to),
        "http://mirror.example/a/": project(file),
        "http://127.0.0.1/a/": project()
      }
      const { message } = yield* Effect.flip(asking(answers, ({ files }) => files("a")))
      assert.match(message, expected)
    })
  )

  it.effect("on this machine may redirect on it", () =>
    Effect.gen(function* () {
      const answers = { "http://127.0.0.1/simple/a/": redirect("/a/"), "http://127.0.0.1/a/": project(file) }
      assert.lengthOf((yield* asking(answers, ({ files }) => files("a"))).files, 1)
    })
  )

  it.effect("is told what it lists wrongly, and the rest is used", () =>
    Effect.gen(function* () {
      const answers = {
        [simple]: project({ filename: 1 }, file, { ...file, url: "https://" }, { ...file, filename: "../a" })
      }
      const { files, unusable } = yield* asking(answers, ({ files }) => files("a"))
      assert.lengthOf(files, 1)
      assert.deepStrictEqual(unusable, [
        "a file is not listed as PEP 691 says",
        "a-1.0-py3-none-any.whl cannot be used: its address is none",
        '"../a" is no name of a file'
      ])
    })
  )

  it.effect("may not tell more than is allowed", () =>
    Effect.gen(function* () {
      const long = () => new Response(new Uint8Array(65 << 20))
      const list = yield* Effect.flip(asking({ [simple]: long }, ({ files }) => files("a")))
      assert.strictEqual(list.message, `${simple} has more than the 64 MB that it may have`)
      const url = "https://index.example/a.whl"
      const metadata = yield* Effect.flip(
        asking({ [`${url}.metadata`]: () => new Response(new Uint8Array(5 << 20)) }, (index) =>
          index.metadata({ ...file, url, "core-metadata": true })
        )
      )
      assert.strictEqual(metadata.message, `${url}.metadata has more than the 4 MB that it may have`)
    })
  )
})
