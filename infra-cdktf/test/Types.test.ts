import { join } from "node:path"
import { expect, it } from "vitest"
import { run } from "../deploy/Command.ts"
import { infraFolder } from "../deploy/Tools.ts"

/** Here rather than in the repository's own type check, which does without the stacks' packages. */
it("the stacks and their tests have no type errors", async () => {
  const compiler = join(infraFolder, "..", "node_modules", ".bin", "tsc")
  const { stdout } = await run(compiler, ["-p", infraFolder], { expected: [0, 1, 2] })
  expect(stdout).toBe("")
})
