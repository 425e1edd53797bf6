import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { deployerPolicy } from "../operate/deployer/DeployerPolicy.ts"
import type { Statement } from "../operate/deployer/Policy.ts"
import { boundaryArn } from "../operate/deployer/PolicyPlace.ts"
import { decodeEnvironment } from "../settings/EnvironmentFile.ts"
import type { AwsRequest, Origin, Question } from "./AwsRequests.ts"
import { questionsOf, readRequests, writeLoggingTerraform } from "./AwsRequests.ts"
import { Deployment } from "./Deployment.ts"
import { Emulator, region } from "./Emulator.ts"
import { cacheFolder, terraformProgram } from "./Tools.ts"

/** The emulator's only account. */
const account = "000000000000"

const boundary = `arn:aws:iam::${account}:policy/glissade-boundary`

type Phase = "apply" | "plan" | "change" | "destroy"

interface Recorded {
  readonly phase: Phase
  readonly environment: string
  readonly request: AwsRequest
  readonly origin: Origin
}

let emulator: Emulator
let folder: string
let zone: string
let key: string
const recorded: Array<Recorded> = []

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`
})

beforeAll(async () => {
  emulator = await Emulator.start()
  mkdirSync(cacheFolder, { recursive: true })
  folder = mkdtempSync(join(cacheFolder, "deployer-"))
  await fetch(`${emulator.url}/states`, { method: "PUT", headers: signed("s3") })
  const made = await emulator.call<{ KeyMetadata: { Arn: string } }>("TrentService.CreateKey", {})
  key = made.KeyMetadata.Arn
  const body =
    '<CreateHostedZoneRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Name>example.org</Name><CallerReference>1</CallerReference></CreateHostedZoneRequest>'
  const zones = await fetch(`${emulator.url}/2013-04-01/hostedzone`, {
    method: "POST",
    headers: signed("route53"),
    body
  })
  zone = /hostedzone\/(\w+)/.exec(await zones.text())![1]!
  for (const Name of ["/secrets/otlp", "/secrets/origin"]) {
    await emulator.call("AmazonSSM.PutParameter", { Name, Value: "a secret", Type: "SecureString" })
  }
  process.env["TERRAFORM_BINARY_NAME"] = join(folder, "terraform")
})

const terraform = terraformProgram()

afterAll(() => {
  delete process.env["TERRAFORM_BINARY_NAME"]
  emulator.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** All that can be switched on where the environment has a key of its own. */
const much = () => ({
  role_path: "/service/",
  permissions_boundary_arn: boundary,
  kms_key_arn: key,
  jwt_issuer: "https://login.example.org",
  jwt_audience: "glissade",
  result_store: true,
  hosted_zone_id: zone,
  page_domain: "run.example.org",
  http_domain: "api.example.org",
  websocket_domain: "ws.example.org",
  waf: true,
  origin_secret_parameter: "/secrets/origin",
  reserved_concurrency: { execute: 5 },
  provisioned_concurrency: { worker: 2 },
  xray: true,
  otlp_endpoint: "http://127.0.0.1:4318",
  otlp_headers_parameter: "/secrets/otlp",
  alarm_email: "ops@example.org",
  notice_email: "ops@example.org",
  budget_dollars: 100
})

/** What little there is without settings, with an address, which needs a key. */
const little = () => ({ permissions_boundary_arn: boundary, alarm_email: "ops@example.org" })

/** Further settings of each kind of resource. */
const changed = {
  tags: { Team: "a" },
  longest_run_seconds: 30,
  worker_concurrency: 7,
  reserved_concurrency: {},
  log_retention_days: 14,
  account_concurrency: 500,
  alarm_email: "others@example.org"
}

const changedMuch = {
  ...changed,
  jwt_issuer: "https://accounts.example.org",
  provisioned_concurrency: {},
  waf_requests: 3000,
  budget_dollars: 200
}

const deployment = () => ({ account, state: { bucket: "states", kms_key_id: key } })

const decode = (name: string, service: object) =>
  decodeEnvironment(name, { deployment: { region, ...deployment() }, service })

/** Does something with a deployment and records which requests that makes. */
const record = async (name: string, service: object, phase: Phase, run: () => Promise<unknown>): Promise<void> => {
  const log = join(folder, `${name}-${phase}.log`)
  writeLoggingTerraform(join(folder, "terraform"), terraform, log)
  writeFileSync(log, "")
  await run()
  const environment = decode(name, service)
  const origin: Origin = {
    account,
    rolePath: "role_path" in service ? String(service.role_path) : "/",
    tags: { Application: "glissade", Environment: name },
    boundary: boundaryArn(environment),
    worker: `arn:aws:lambda:${region}:${account}:function:glissade-${name}-worker:live`
  }
  recorded.push(...(await readRequests(log)).map((request) => ({ phase, environment: name, request, origin })))
  rmSync(log)
}

describe("a deployment", () => {
  it.for([
    ["prod", much, changedMuch],
    ["dev", little, changed]
  ] as const)(
    "of %s is made, planned, changed and destroyed",
    { timeout: 900_000 },
    async ([name, service, change]) => {
      const stack = new Deployment(emulator, name)
      try {
        const settings = { deployment: deployment(), service: service() }
        await record(name, settings.service, "apply", () => stack.deploy(settings))
        await record(name, settings.service, "plan", () => stack.plan())
        const other = { ...settings.service, ...change }
        await record(name, other, "change", () => stack.deploy({ ...settings, service: other }))
        await record(name, other, "destroy", () => stack.destroy())
      } finally {
        stack.forget()
      }
    }
  )
})

const glob = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(text)

/** Whether the values of a key are as a condition wants them. */
const holds = (
  operator: string,
  wanted: string | ReadonlyArray<string>,
  found: string | ReadonlyArray<string> | undefined
): boolean => {
  const all = operator.startsWith("ForAllValues:")
  const same = /(?:StringEquals|ArnEquals)$/.test(operator) ? (one: string, other: string) => one === other : glob
  const one = (value: string) => [wanted].flat().some((pattern) => same(pattern, value))
  if (all) return [found ?? []].flat().every(one)
  return found !== undefined && [found].flat().some(one)
}

const allows = ({ Action, Condition = {}, Resource }: Statement, { action, context, resource }: Question): boolean =>
  Action.includes(action) &&
  Resource.some((pattern) => pattern === "*" || (resource !== "*" && glob(pattern, resource))) &&
  Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([name, wanted]) => holds(operator, wanted, context[name]))
  )

const policyOf = (name: string, readOnly = false): ReadonlyArray<Statement> =>
  deployerPolicy(decode(name, name === "prod" ? much() : little()), { readOnly }).Statement as ReadonlyArray<Statement>

/** The questions that no statement answers with yes. */
const refused = (
  policies: Readonly<Record<string, ReadonlyArray<Statement>>>,
  of: (one: Recorded) => boolean
): ReadonlyArray<string> => {
  const questions = recorded.filter(of).flatMap(({ environment, origin, request }) =>
    questionsOf(request, origin)
      .filter((question) => !policies[environment]!.some((statement) => allows(statement, question)))
      .map(
        ({ action, resource }) => `${environment}: ${action} on ${resource} (${request.service} ${request.operation})`
      )
  )
  return [...new Set(questions)]
}

const later = "for what a later release, or another setting, changes"
const untag = "for a tag that is taken away"
const forLogs = "API Gateway sets up an HTTP API's access logs with the deployer's rights"
const forKey = "Lambda and CloudWatch Logs use the environment's key with the deployer's rights"

/** Actions of the policies that no phase used, with the reason for which they have them. */
const unused: Readonly<Record<string, string>> = {
  "acm:RemoveTagsFromCertificate": untag,
  "apigateway:PUT": "AWS asks for it of some resources with tags",
  "apigateway:UntagResource": untag,
  "budgets:UntagResource": untag,
  "cloudfront:UntagResource": untag,
  "cloudfront:UpdateOriginAccessControl": later,
  "cloudwatch:UntagResource": untag,
  "iam:CreateServiceLinkedRole":
    "API Gateway makes its role for domains with the deployer's rights, once in an account",
  "iam:PutRolePermissionsBoundary": later,
  "iam:UntagRole": untag,
  "iam:UpdateAssumeRolePolicy": later,
  "kms:CreateGrant": forKey,
  "kms:Decrypt": forKey,
  "kms:Encrypt": forKey,
  "kms:GenerateDataKey": forKey,
  "kms:UntagResource": untag,
  "lambda:ListAliases": "for operate/releases.ts and operate/rollback.ts",
  "lambda:UntagResource": untag,
  "lambda:UpdateFunctionCode": later,
  "logs:AssociateKmsKey": later,
  "logs:CreateLogDelivery": forLogs,
  "logs:DeleteLogDelivery": forLogs,
  "logs:DescribeResourcePolicies": forLogs,
  "logs:DisassociateKmsKey": later,
  "logs:GetLogDelivery": forLogs,
  "logs:ListLogDeliveries": forLogs,
  "logs:PutResourcePolicy": forLogs,
  "logs:UntagResource": untag,
  "logs:UpdateLogDelivery": forLogs,
  "sns:UntagResource": untag,
  "sqs:UntagQueue": untag,
  "ssm:RemoveTagsFromResource": untag,
  "wafv2:UntagResource": untag
}

describe("the deployer's policy", () => {
  it("allows every request of a deployment", () => {
    expect(recorded.length).toBeGreaterThan(1000)
    expect(refused({ prod: policyOf("prod"), dev: policyOf("dev") }, () => true)).toEqual([])
  })

  it("of another environment allows less", () => {
    const others = refused({ prod: policyOf("dev"), dev: policyOf("prod") }, ({ request }) => request.service === "SQS")
    expect(others).toContain(
      `dev: sqs:CreateQueue on arn:aws:sqs:${region}:${account}:glissade-dev-executions.fifo (SQS CreateQueue)`
    )
  })

  it("for plans allows every request of a plan, but the lock that this one took", () => {
    const isLock = ({ request }: Recorded) => request.url.pathname.endsWith(".tflock")
    const policies = { prod: policyOf("prod", true), dev: policyOf("dev", true) }
    expect(refused(policies, (one) => one.phase === "plan" && !isLock(one))).toEqual([])
    expect(refused(policies, (one) => one.phase === "plan" && isLock(one)).length).toBeGreaterThan(0)
  })

  it("has nothing that is not used, but for a reason", () => {
    const asked = new Set(
      recorded.flatMap(({ origin, request }) => questionsOf(request, origin).map(({ action }) => action))
    )
    const listed = [...policyOf("prod"), ...policyOf("dev")].flatMap(({ Action }) => Action)
    expect([...new Set(listed)].filter((action) => !asked.has(action)).toSorted()).toEqual(
      Object.keys(unused).toSorted()
    )
  })
})
