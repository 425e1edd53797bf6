import { assert, describe, it } from "@effect/vitest"
import { Api } from "@glissade/client/Api"
import type { Environment } from "@glissade/client/Environment"
import { liveEnvironment } from "@glissade/client/Environment"
import { holdToken } from "@glissade/client/Token"

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

describe("a job's key", () => {
  it("travels in its own header to a server that announces it, which is asked once", async () => {
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

  it("is all that a job's address is told, also by somebody who has a token", async () => {
    const { asked, environment } = serverOf(announced)
    await new Api("https://run.example", environment, holdToken(environment, "token")).read(run)
    assert.deepStrictEqual(asked.at(-1)?.headers, { "glissade-job-key": "k" })
  })

  for (const [what, runtimes] of [
    ["that announces nothing", () => Response.json({ runtimes: [] })],
    ["that announces something else", () => Response.json({ features: ["other"] })],
    ["whose answer is no JSON", () => new Response("<!doctype html>")]
  ] as const) {
    it(`travels in Authorization to a server ${what}`, async () => {
      const { asked, environment } = serverOf(runtimes)
      await new Api("https://run.example", environment, undefined).read(run)
      assert.deepStrictEqual(asked.at(-1), { path: "/jobs/j", headers: { authorization: "Bearer k" } })
    })
  }

  it("asks again what a server takes that could not be reached", async () => {
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
