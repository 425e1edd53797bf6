import { assert, it } from "@effect/vitest"
import { codeOf, runCode } from "@glissade/test-kit/ReadmeCode"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { accepted, addresses, credentials, fakeAws, region } from "./FakeAws.ts"

const cwd = fileURLToPath(new URL("../", import.meta.url))
const example = codeOf(readFileSync(`${cwd}README.md`, "utf8")).find(({ language }) => language === "ts")!

it.live("the README's example puts a job on the queue of EXECUTION_QUEUE_URL", () =>
  Effect.gen(function* () {
    const { calls, url } = yield* fakeAws(accepted)
    const env = {
      ...addresses(url),
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey
    }
    assert.strictEqual(yield* Effect.promise(() => runCode(example, { cwd, env })), example.prints)
    assert.strictEqual(calls.length, 1)
    assert.include(calls[0]!.body, "print(6 * 7)")
  }).pipe(Effect.scoped)
)
