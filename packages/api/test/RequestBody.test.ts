import { assert, layer } from "@effect/vitest"
import { flatBody, knownBodies, randomBody } from "@glissade/testing/HostileBodies"
import * as Effect from "effect/Effect"
import { seed } from "@glissade/test-kit/Seed"
import { makeRandom } from "@glissade/testing/faults/FaultSchedule"
import { post, WebHandler } from "@glissade/test-kit/WebHandler"

interface Answered {
  readonly status: number
  readonly text: string
  readonly ms: number
}

const ask = Effect.fnUntraced(function* (request: Request) {
  const handler = yield* WebHandler
  return yield* Effect.promise(async (): Promise<Answered> => {
    const before = performance.now()
    const response = await handler(request)
    const text = await response.text()
    return { status: response.status, text, ms: performance.now() - before }
  })
})

const problem = ({ text }: Answered) =>
  JSON.parse(text) as {
    readonly type: string
    readonly detail: string
    readonly errors: ReadonlyArray<{ path: unknown }>
  }

const best = (tries: number, run: () => number): number => Math.min(...Array.from({ length: tries }, run))

/** Parsing a flat body of the largest size, in milliseconds, on this machine and at this moment. */
const parsing = () => {
  const flat = flatBody()
  return best(5, () => {
    const before = performance.now()
    JSON.parse(flat)
    return performance.now() - before
  })
}

/** An answer is at most so long, whatever is wrong with a request. */
const maximumAnswer = 16 * 1024

layer(WebHandler.layer, { excludeTestServices: true })("a body", (it) => {
  const count = process.env.CI === undefined ? 40 : 300
  const random = makeRandom(seed)
  const bodies = [...knownBodies(), ...Array.from({ length: count }, () => randomBody(random))]

  it.effect(
    `of any kind takes no longer than five times the parsing of a flat one, and a short answer (seed ${seed})`,
    () =>
      Effect.gen(function* () {
        let flat = parsing()
        const slow: Array<string> = []
        for (const { name, text } of bodies) {
          const times: Array<number> = []
          while (times.length < 5 && !times.some((ms) => ms <= 5 * flat)) {
            if (times.length > 0) flat = Math.max(flat, parsing())
            const answer = yield* ask(post(text))
            assert.include([200, 400, 413, 422], answer.status, name)
            // A program that was taken is answered with what it printed, which is itself here.
            if (answer.status !== 200) assert.isAtMost(answer.text.length, maximumAnswer, name)
            times.push(answer.ms)
          }
          if (!times.some((ms) => ms <= 5 * flat))
            slow.push(`${name}: ${times.join(", ")} ms; parsing takes ${flat} ms`)
        }
        assert.deepStrictEqual(slow, [])
      }),
    120_000
  )

  it.effect("with two thousand faults is told twenty of them, and how many more there are", () =>
    Effect.gen(function* () {
      const fields = Array.from({ length: 20 }, (_, n) => `"f${n}":1`).join(",")
      const files = Array<string>(100).fill(`{"name":"a","content":"",${fields}}`).join(",")
      const answer = yield* ask(post(`{"code":"","files":[${files}]}`))
      assert.strictEqual(answer.status, 400)
      assert.lengthOf(problem(answer).errors, 20)
      assert.match(problem(answer).detail, /; and 1980 more$/)
    })
  )

  it.effect("has the length of an array checked before its items", () =>
    Effect.gen(function* () {
      const answer = yield* ask(post(JSON.stringify({ code: "", args: Array<number>(5_000).fill(1) })))
      assert.strictEqual(answer.status, 400)
      assert.strictEqual(problem(answer).detail, "args: must have at most 100 items")
    })
  )

  const json = '{"code":"hello"}'

  for (const [what, headers] of [
    ["a charset that is UTF-8", { "content-type": "application/json; charset=UTF-8" }],
    ["a charset in quotes", { "content-type": 'Application/JSON; x=1; charset="utf-8"' }],
    ["no encoding, by name", { "content-encoding": "identity" }]
  ] as const) {
    it.effect(`is taken with ${what}`, () =>
      Effect.map(ask(post(json, headers)), ({ status }) => assert.strictEqual(status, 200))
    )
  }

  for (const [what, headers, says] of [
    ["gzip", { "content-encoding": "gzip" }, "Content-Encoding"],
    ["another charset", { "content-type": "application/json; charset=iso-8859-1" }, "UTF-8"],
    ["another media type", { "content-type": "text/plain" }, "application/json"],
    ["no media type", { "content-type": "" }, "application/json"]
  ] as const) {
    it.effect(`is refused with ${what}`, () =>
      Effect.gen(function* () {
        const answer = yield* ask(post(json, headers))
        assert.strictEqual(answer.status, 415)
        assert.strictEqual(problem(answer).type, "urn:glissade:problem:unsupported-media-type")
        assert.include(problem(answer).detail, says)
      })
    )
  }

  it.effect("that is not UTF-8 is refused with the place of the fault", () =>
    Effect.gen(function* () {
      const answer = yield* ask(post(Uint8Array.of(...Buffer.from('{"code":"caf'), 0xe9, ...Buffer.from('"}'))))
      assert.strictEqual(answer.status, 400)
      assert.include(problem(answer).detail, "at byte 12")
    })
  )
})
