import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { installPythonModules } from "../../../../infra-cdktf/deploy/Tools.ts"

const folder = fileURLToPath(new URL("..", import.meta.url))

/** https://pypi.org/project/ruff/ */
const requirements = ["ruff==0.17.6"]

/** Needs the network once, so that CI alone runs it. */
describe.skipIf(process.env.CI === undefined)("the guest programs and examples in Python", () => {
  it.each([["check"], ["format", "--check"]])(
    "pass ruff %s",
    async (...args) => {
      const environment = await installPythonModules("ruff", requirements)
      const { status, stdout } = spawnSync(join(environment, "bin/ruff"), [...args, "."], { cwd: folder })
      assert.strictEqual(status, 0, stdout.toString())
    },
    120_000
  )
})
