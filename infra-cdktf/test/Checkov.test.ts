import { expect, it } from "vitest"
import { run } from "../deploy/Command.ts"
import { installPython } from "../deploy/Tools.ts"
import { exceptions } from "./exceptions.ts"
import { synthesizeFolder } from "./Synthesized.ts"

/** https://pypi.org/project/checkov/ */
const version = "3.3.30"

interface Report {
  readonly summary: { readonly passed: number; readonly failed: number; readonly parsing_errors: number }
  readonly results: {
    readonly failed_checks: ReadonlyArray<{
      readonly check_id: string
      readonly check_name: string
      readonly resource: string
    }>
  }
}

it("checkov finds nothing that has no reason", { timeout: 300_000 }, async () => {
  const program = await installPython("checkov", version)
  const folder = synthesizeFolder({ GLISSADE_RESULT_STORE: "on" })
  const args = ["-d", folder, "--framework", "terraform_json", "--output", "json", "--compact", "--skip-download"]
  const { stdout } = await run(program, args, { expected: [0, 1] })
  const report = JSON.parse(stdout) as Report
  expect(report.summary.parsing_errors).toBe(0)
  expect(report.summary.passed).toBeGreaterThan(100)
  const failed = report.results.failed_checks
  expect(failed.filter(({ check_id }) => !Object.hasOwn(exceptions, check_id))).toEqual([])
  const needed = new Set(failed.map(({ check_id }) => check_id))
  expect(Object.keys(exceptions).filter((id) => !needed.has(id))).toEqual([])
})
