import { writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { run } from "../deploy/Command.ts"
import { installPython } from "../deploy/Tools.ts"
import type { Evaluated } from "../evaluate/Evaluated.ts"
import { evaluated, module } from "../evaluate/Evaluations.ts"
import { newFolder } from "../evaluate/Folders.ts"
import { placedIn } from "../evaluate/Stack.ts"
import { exceptions } from "./exceptions.ts"
import { planOf } from "./Plan.ts"

/** https://pypi.org/project/checkov/ */
const version = "3.3.30"

interface Finding {
  readonly check_id: string
  readonly check_name: string
  readonly file_path: string
  readonly resource: string
}

interface Report {
  readonly summary: { readonly passed: number; readonly failed: number; readonly parsing_errors: number }
  readonly results: { readonly passed_checks: ReadonlyArray<Finding>; readonly failed_checks: ReadonlyArray<Finding> }
}

/** The evaluated configuration with faults that checkov must find, so that its silence means something. */
const withFaults = ({ outputs, resources }: Evaluated): Evaluated => {
  const changed = new Map(resources)
  const change = (path: string, values: object) => changed.set(path, { ...resources.get(path), ...values })
  change("aws_sns_topic alarms/topics/urgent", { kms_master_key_id: null })
  change("aws_apigatewayv2_route http-api/post-execute", { authorization_type: "NONE" })
  change("aws_lambda_function functions/authorizer/function", { reserved_concurrent_executions: -1 })
  changed.delete("aws_s3_bucket_public_access_block web/files/public-access")
  return { outputs, resources: changed }
}

const plans = { dev: evaluated.plain, prod: evaluated.full, faulty: withFaults(evaluated.full) }

describe("checkov", () => {
  let report: Report

  const paths = new Map(placedIn(module.resource).map(({ address, path, type }) => [address, `${type} ${path}`]))

  /** Findings as exceptions name them. */
  const failedIn = (...names: ReadonlyArray<keyof typeof plans>) =>
    report.results.failed_checks.flatMap(({ check_id, check_name, file_path, resource }) => {
      const plan = basename(file_path, ".json")
      return (names as ReadonlyArray<string>).includes(plan)
        ? [{ id: check_id, what: check_name, where: `${plan} ${paths.get(resource)}` }]
        : []
    })

  const isExcepted = ({ id, where }: { readonly id: string; readonly where: string }) =>
    exceptions[id] !== undefined && (exceptions[id].only?.test(where) ?? true)

  beforeAll(async () => {
    const program = await installPython("checkov", version)
    const folder = newFolder()
    for (const [name, set] of Object.entries(plans)) {
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(planOf(module, set)))
    }
    const args = ["-d", folder, "--framework", "terraform_plan", "--output", "json", "--compact", "--skip-download"]
    const { stdout } = await run(program, args, { expected: [0, 1] })
    report = JSON.parse(stdout) as Report
    // Beside other work it took over five minutes.
  }, 600_000)

  it("reads all of dev with nothing set and of prod with everything set", () => {
    expect(report.summary.parsing_errors).toBe(0)
    for (const [name, least] of [
      ["dev", 150],
      ["prod", 300]
    ] as const) {
      const passed = report.results.passed_checks.filter(({ file_path }) => basename(file_path, ".json") === name)
      expect(passed.length).toBeGreaterThan(least)
    }
  })

  it("finds nothing that has no reason", () => {
    expect(failedIn("dev", "prod").filter((finding) => !isExcepted(finding))).toEqual([])
  })

  it("needs every exception that is made", () => {
    const found = failedIn("dev", "prod")
    const needless = Object.keys(exceptions).filter(
      (id) => !found.some((finding) => finding.id === id && isExcepted(finding))
    )
    expect(needless).toEqual([])
  })

  it("finds faults that were put in", () => {
    const asIt = new Set(failedIn("prod").map(({ id, where }) => `${id} ${where.replace("prod", "faulty")}`))
    const found = failedIn("faulty").filter(({ id, where }) => !asIt.has(`${id} ${where}`))
    expect(found.map(({ id, where }) => `${id} ${where}`).toSorted()).toEqual(
      [
        "CKV_AWS_26 faulty aws_sns_topic alarms/topics/urgent",
        "CKV_AWS_309 faulty aws_apigatewayv2_route http-api/post-execute",
        "CKV_AWS_115 faulty aws_lambda_function functions/authorizer/function",
        "CKV2_AWS_6 faulty aws_s3_bucket web/files/bucket"
      ].toSorted()
    )
    // And none of them is excused.
    expect(
      found.filter((finding) => isExcepted({ ...finding, where: finding.where.replace("faulty", "prod") }))
    ).toEqual([])
  })
})
