import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { evaluated, module } from "../../evaluate/Evaluations.ts"
import { account, errorsOf, region, testRuns } from "../../evaluate/Evaluated.ts"
import { newFolder } from "../../evaluate/Folders.ts"
import { eachOf, resourceOf, statementsOf } from "../Read.ts"
import type { Block } from "../../evaluate/Stack.ts"
import { placedAt, placedIn } from "../../evaluate/Stack.ts"
import { readStack, synthesizeFolder } from "../../evaluate/Synthesized.ts"

const { full, plain } = evaluated

describe("the claim of a name", () => {
  const claim = placedAt(module, "aws_ssm_parameter", "guards/claim")

  it("is a parameter that cannot be overwritten: a second deployment of the name fails", () => {
    expect(resourceOf(plain, "aws_ssm_parameter", "guards/claim")).toMatchObject({
      name: "/glissade/deployments/glissade-dev",
      value: "glissade-dev",
      overwrite: null
    })
  })

  it("is made before every other resource, so that the second one takes over no queue of the first", () => {
    const others = placedIn(module.resource).filter(({ path }) => !path.startsWith("guards/"))
    expect(others.length).toBeGreaterThan(150)
    const before = others.filter(({ block }) => block.depends_on?.includes(claim.address) !== true)
    expect(before.map(({ address }) => address)).toEqual([])
  })

  it("is made after the settings and the state were checked", () => {
    expect(claim.block.depends_on).toEqual([
      placedAt(module, "terraform_data", "guards/settings").address,
      placedAt(module, "terraform_data", "guards/home").address
    ])
  })
})

describe("a state", () => {
  /** The check of the state alone, with variables in place of what it reads of AWS. */
  const home = placedAt(module, "terraform_data", "guards/home")
  const replaced = JSON.stringify({ ...home.block, depends_on: [] })
    .replaceAll(/data\.aws_region\.\w+\.id/g, "var.region")
    .replaceAll(/data\.aws_caller_identity\.\w+\.account_id/g, "var.account")
  const guard = {
    variable: {
      ...Object.fromEntries(["environment", "name_prefix"].map((name) => [name, module.variable[name]])),
      region: { default: region },
      account: { default: account }
    },
    locals: { prefix: module.locals.prefix },
    resource: { terraform_data: { [home.name]: JSON.parse(replaced) as unknown } }
  }

  /** Applies once, and then plans as somebody else. */
  const twice = (name: string, variables: Block) => ({
    run: [
      { [`${name}-first`]: { command: "apply", variables: { environment: "dev" } } },
      { [name]: { command: "plan", variables: { environment: "dev", ...variables } } }
    ]
  })

  let errors: (run: string) => ReadonlyArray<string>

  beforeAll(async () => {
    const folder = newFolder()
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(guard))
    const eventsOf = await testRuns(folder, {
      same: twice("same", {}),
      region: twice("region", { region: "us-east-1" }),
      account: twice("account", { account: "999999999999" }),
      name: twice("name", { environment: "staging" })
    })
    errors = (run) => {
      expect(errorsOf(eventsOf(`${run}-first`))).toEqual([])
      return errorsOf(eventsOf(run))
    }
  })

  it("serves the deployment that made it, again and again", () => {
    expect(errors("same")).toEqual([])
  })

  it.for([
    ["region", "and not to glissade-dev in 123456789012, us-east-1"],
    ["account", "and not to glissade-dev in 999999999999, eu-west-1"],
    ["name", "and not to glissade-staging in 123456789012, eu-west-1"]
  ] as const)("serves no other %s", ([what, expected]) => {
    expect(errors(what)).toEqual([
      expect.stringContaining(
        `This state belongs to glissade-dev in account 123456789012, region eu-west-1, ${expected}`
      )
    ])
  })
})

describe("destroy protection", () => {
  const protectedTypes = ["aws_sqs_queue", "aws_s3_bucket"]

  it("has queues and buckets refuse their deletion by their policies", () => {
    const denials = (set: typeof plain) => [
      ...eachOf(set, "aws_sqs_queue").map(([, { policy }]) => statementsOf(policy)),
      ...eachOf(set, "aws_s3_bucket_policy").map(([, { policy }]) => statementsOf(policy))
    ]
    for (const statements of denials(full)) {
      expect(statements).toContainEqual({
        Sid: "Protect",
        Effect: "Deny",
        Principal: "*",
        Action: expect.stringMatching(/^(?:sqs:DeleteQueue|s3:DeleteBucket)$/),
        Resource: expect.stringMatching(/^arn:aws:(?:sqs|s3):[^*]+$/)
      })
    }
    for (const statements of denials(plain)) {
      for (const { Action } of statements) expect(Action).not.toMatch(/:Delete/)
    }
  })

  it("keeps buckets that hold something", () => {
    for (const [, { force_destroy }] of eachOf(full, "aws_s3_bucket")) expect(force_destroy).toBe(false)
    for (const [, { force_destroy }] of eachOf(plain, "aws_s3_bucket")) expect(force_destroy).toBe(true)
  })

  it("has Terraform refuse it too, where it is in the environment's file at synthesis", () => {
    const refusedIn = (folder: string) =>
      placedIn(readStack(folder).resource).flatMap(({ block, type }) =>
        block.lifecycle?.prevent_destroy === true ? [type] : []
      )
    expect(new Set(refusedIn(synthesizeFolder("dev", { service: { destroy_protection: true } })))).toEqual(
      new Set(protectedTypes)
    )
    expect(refusedIn(synthesizeFolder("dev"))).toEqual([])
    // A lifecycle takes no variable.
    for (const { block } of placedIn(module.resource)) expect(block.lifecycle?.prevent_destroy).toBeUndefined()
  })
})
