import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { join } from "node:path"
import { run } from "../../../../infra-cdktf/deploy/Command.ts"
import { installPythonModules } from "../../../../infra-cdktf/deploy/Tools.ts"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"
import { leftOut } from "./PythonTool.ts"

/** https://github.com/crossbario/autobahn-testsuite, and what turns its Python 2 into Python 3; nothing else of what it names is needed. */
const requirements = ["autobahntestsuite==25.10.1", "fissix==24.4.24", "appdirs==1.4.4"]

const missing = leftOut("autobahn", requirements)

interface Told {
  readonly case: string
  readonly behavior: string
  readonly behaviorClose: string
  /** Of the server's closing frame. */
  readonly code: number | null
}

/** Cases with a message over the server's limit, 1 MiB and 64 KiB, or of more fragments than it takes. */
const beyondLimits = /^9\.(?:[12]\.[456]|[34]\.[1-9])$/

const passed = new Set(["OK", "NON-STRICT", "INFORMATIONAL"])

const suite = missing === undefined ? describe : describe.skip

suite(`a WebSocket by Autobahn's cases${missing === undefined ? "" : ` (${missing})`}`, () => {
  layer(layerServer(echo), { excludeTestServices: true })((it) => {
    it.effect(
      "passes the 277 within its limits, and closes with 1009 or 1008 in the 24 beyond them",
      () =>
        Effect.gen(function* () {
          const { port } = yield* TestServer
          const told = yield* Effect.promise(async () => {
            const environment = await installPythonModules("autobahn", requirements, ["--no-deps"])
            const script = join(import.meta.dirname, "autobahn.py")
            const { stdout } = await run(join(environment, "bin", "python"), [script, "127.0.0.1", `${port}`, "/ws"])
            return stdout
              .trim()
              .split("\n")
              .map((line) => JSON.parse(line) as Told)
          })
          const beyond = told.filter((one) => beyondLimits.test(one.case))
          const within = told.filter((one) => !beyondLimits.test(one.case))
          assert.deepStrictEqual(
            within.filter(({ behavior, behaviorClose }) => !passed.has(behavior) || !passed.has(behaviorClose)),
            []
          )
          assert.deepStrictEqual(
            beyond.filter(({ code }) => code !== 1009 && code !== 1008),
            []
          )
          assert.deepStrictEqual([within.length, beyond.length], [277, 24])
        }),
      300_000
    )
  })
})
