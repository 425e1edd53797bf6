import { assert, describe, it } from "@effect/vitest"
import { Api } from "../src/Api.ts"
import type { Environment } from "@glissade/client/Environment"
import { liveEnvironment } from "@glissade/client/Environment"
import { holdToken } from "../src/Token.ts"

const run = { jobId: "j", jobKey: "k", attempt: 1, at: 0, request: { code: "" } }

/** A server that answers `/runtimes` so, and knows no job. */
const serverOf = (runtimes: () => Response) => {
  const asked: Array<{ readonly path: string; readonly headers: unknown }> = []
  const environment: Environment = {
    ...liveEnvironment(),
    fetch: async (url, { headers }) => {
      const { pathname } = new URL(url)
      asked.push({ path: pathname, headers })
      return pathname === "/runtimes" ? runtimes() : Response.json({}, { status: 404 })
    }
  }
  return { asked, environment }
}

const announced = () => Response.json({ features: ["job_key_header"] })

describe("what a server announces", () => {
  it("has a job's key travel in its own header, where it is announced by a server, which is asked once", async () => {
    const { asked, environment } = serverOf(announced)
    const api = new Api("https://run.example", environment, undefined)
    await api.read(run)
    await api.cancel(run)
    assert.deepStrictEqual(asked, [
      { path: "/runtimes", headers: undefined },
      { path: "/jobs/j", headers: { "glissade-job-key": "k" } },
      { path: "/jobs/j", headers: { "glissade-job-key": "k" } }
    ])
  })

  it("has a job's key be all that a job's address is told, also by somebody who has a token", async () => {
    const { asked, environment } = serverOf(announced)
    await new Api("https://run.example", environment, holdToken(environment, "token")).read(run)
    assert.deepStrictEqual(asked.at(-1)?.headers, { "glissade-job-key": "k" })
  })

  for (const [what, runtimes] of [
    ["that announces nothing", () => Response.json({ runtimes: [] })],
    ["that announces something else", () => Response.json({ features: ["other"] })],
    ["whose answer is no JSON", () => new Response("<!doctype html>")]
  ] as const) {
    it(`has a job's key travel in Authorization to a server ${what}`, async () => {
      const { asked, environment } = serverOf(runtimes)
      await new Api("https://run.example", environment, undefined).read(run)
      assert.deepStrictEqual(asked.at(-1), { path: "/jobs/j", headers: { authorization: "Bearer k" } })
    })
  }

  it("says whether output may be asked for in pieces alone", async () => {
    const bodies: Array<unknown> = []
    const { environment } = serverOf(() => Response.json({ features: ["output"] }))
    const { fetch } = environment
    const api = new Api(
      "https://run.example",
      {
        ...environment,
        fetch: (url, init) => {
          if (init?.body) bodies.push(JSON.parse(String(init.body)))
          return fetch(url, init)
        }
      },
      undefined
    )
    const { signal } = new AbortController()
    await api.submit(run, "c", signal)
    await api.learn()
    await api.submit(run, "c", signal)
    assert.deepStrictEqual(
      bodies.map((body) => (body as { readonly output?: string }).output),
      [undefined, "pieces"]
    )
  })

  it("is asked for again where the server could not be reached", async () => {
    let isThere = false
    const { asked, environment } = serverOf(() => {
      if (isThere) return announced()
      throw new Error("connection refused")
    })
    const api = new Api("https://run.example", environment, undefined)
    await api.read(run)
    isThere = true
    await api.read(run)
    assert.deepStrictEqual(
      asked.map(({ headers }) => headers),
      [undefined, { authorization: "Bearer k" }, undefined, { "glissade-job-key": "k" }]
    )
  })
})
