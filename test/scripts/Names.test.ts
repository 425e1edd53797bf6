import { assert, layer } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { layerServer, TestServer } from "@glissade/test-kit/TestServer"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { nameLists, toNames } from "../../scripts/names/NameLists.ts"

/** Ruby is not installed everywhere. */
const always = nameLists.filter(({ language }) => language !== "ruby")

layer(layerServer(EngineSandbox.layer()), { excludeTestServices: true, timeout: 60_000 })(
  "the names that the page's editor completes",
  (it) => {
    for (const { code, file, language } of always) {
      it.effect(`are those that the interpreter of ${language} has`, () =>
        Effect.gen(function* () {
          const { url } = yield* TestServer
          const response = yield* Effect.promise(() =>
            fetch(`${url}/execute`, {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: JSON.stringify({ language, code })
            })
          )
          const { stdout } = (yield* Effect.promise(() => response.json())) as { readonly stdout: string }
          assert.deepStrictEqual(JSON.parse(readFileSync(file, "utf8")), toNames(stdout))
        })
      )
    }
  }
)
