import { assert, it } from "@effect/vitest"
import { Bench } from "./support.ts"

/** In a file of its own, because the compiler stays broken for the rest of this thread. */
it("TypeScript nested too deeply for its compiler is an error, and the process is to be replaced", async () => {
  const bench = await Bench.start()
  const { status, exitCode, reusable, error, stderr } = bench.run("(".repeat(60_000), { language: "typescript" })
  assert.deepStrictEqual([status, exitCode, reusable, error?.type], ["error", 1, false, "SyntaxError"])
  assert.strictEqual(stderr, "SyntaxError: The program is nested too deeply for the TypeScript compiler\n")
  assert.strictEqual(bench.run("console.log(1)").stdout, "1\n")
})
