import { assert, describe, it } from "@effect/vitest"
import { ruff } from "../../../infra-cdktf/deploy/Ruff.ts"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("..", import.meta.url))

/** Needs the network once, so that CI alone runs it. */
describe.skipIf(process.env.CI === undefined)("the programs in Python", () => {
  it.each([["check"], ["format", "--check"]])(
    "pass ruff %s",
    async (...args) => assert.strictEqual(await ruff(folder, ...args), ""),
    120_000
  )
})
