import { describe, expect, it } from "vitest"
import { both, evaluated } from "../../evaluate/Evaluations.ts"
import { account, region } from "../../evaluate/Evaluated.ts"
import { functionNames } from "../../settings/Schema.ts"
import type { PolicyStatement } from "../Read.ts"
import { actionsOf, asList, eachOf, lambdaOf, permissionsOf, resourceOf, resourcesOf, statementsOf } from "../Read.ts"

const { full, plain } = evaluated

const logs = ["logs:CreateLogStream", "logs:PutLogEvents"]

/** What AWS demands of the role of a function in a VPC. */
const vpc = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses"
]

const traces = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]

const key = ["kms:Decrypt", "kms:GenerateDataKey"]

/** Actions that AWS lets no resource be named for. */
const wholeResources = new Set([...vpc, ...traces])

/** Resources that end with a wildcard because they name what is made at run time below one thing. */
const below = [
  /^arn:aws:logs:[\w-]+:\d+:[\w-]+-logs:\*$/,
  /^arn:aws:execute-api:[\w-]+:\d+:websocket-api-api\/\w+\/POST\/@connections\/\*$/,
  /^arn:aws:s3:::results-bucket\/results\/\*$/,
  /^arn:aws:s3:::web-files-bucket\/(?:assets\/)?\*$/
]

describe.for(both)("policies of %s", ([, set]) => {
  const policies = [...set.resources].flatMap(([path, { policy }]) =>
    typeof policy === "string" && policy.startsWith("{") ? [[path, statementsOf(policy)] as const] : []
  )

  it("are all inline, so that they are all read here", () => {
    expect(new Set(policies.map(([path]) => path.split(" ")[0]))).toEqual(
      new Set(["aws_iam_role_policy", "aws_sqs_queue", "aws_s3_bucket_policy"])
    )
    expect(resourcesOf(set, "aws_iam_policy").size).toBe(0)
  })

  it.for(policies)("%s allows nothing by a wildcard", ([, statements]) => {
    for (const { Action, Effect, Resource } of statements) {
      if (Effect === "Deny") continue
      for (const action of asList(Action)) expect(action).not.toContain("*")
      for (const arn of asList(Resource)) {
        if (arn === "*") for (const action of asList(Action)) expect(wholeResources).toContain(action)
        else if (arn.includes("*")) expect(below.filter((pattern) => pattern.test(arn))).toHaveLength(1)
      }
    }
  })

  it("attaches AWS's own policy to API Gateway's role alone, which AWS demands", () => {
    const attached = [...resourcesOf(set, "aws_iam_role_policy_attachment")]
    expect(attached.map(([path]) => path)).toEqual(["gateway-log-role/policy"])
    expect(attached[0]?.[1].policy_arn).toMatch(/AmazonAPIGatewayPushToCloudWatchLogs$/)
  })

  it("lets each role be assumed by one service", () => {
    for (const [path, { assume_role_policy }] of eachOf(set, "aws_iam_role")) {
      const service = path.startsWith("gateway-log-role/") ? "apigateway" : "lambda"
      expect(statementsOf(assume_role_policy)).toEqual([
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: `${service}.amazonaws.com` } }
      ])
    }
  })

  it("gives each function a role of its own", () => {
    const roles = [...resourcesOf(set, "aws_lambda_function").values()].map(({ role }) => role)
    expect(new Set(roles).size).toBe(roles.length)
  })

  it("lets API Gateway call one stage's functions, and by their alias", () => {
    const stage = set === plain ? "dev" : "prod"
    const permissions = [...resourcesOf(set, "aws_lambda_permission").values()]
    expect(permissions).toHaveLength(set === plain ? 3 : 5)
    for (const { principal, qualifier, source_arn } of permissions) {
      expect(principal).toBe("apigateway.amazonaws.com")
      expect(qualifier).toBe("live")
      expect(source_arn).toMatch(
        new RegExp(`^arn:aws:execute-api:[\\w-]+:\\d+:[\\w-]+-api-api/(?:${stage}/\\*|authorizers/[\\w-]+)$`)
      )
    }
  })
})

describe("what each function may do", () => {
  const receive = ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
  const page = ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"]

  it.for([
    ["api", [...logs, "sqs:SendMessage"]],
    ["execute", logs],
    ["worker", ["execute-api:ManageConnections", ...logs, ...receive]],
    ["websocket", logs],
    ["page", [...logs, ...page]]
  ] as const)("%s with nothing set", ([name, actions]) => {
    expect(actionsOf(plain, name)).toEqual(actions)
  })

  it.for([
    ["api", [...vpc, ...key, ...logs, "s3:GetObject", "sqs:SendMessage", ...traces]],
    // It runs untrusted code. AWS does not let it into a VPC without these.
    ["execute", [...vpc, ...logs]],
    ["worker", [...vpc, "execute-api:ManageConnections", ...key, ...logs, "s3:PutObject", ...receive, ...traces]],
    ["websocket", [...vpc, ...logs, ...traces]],
    ["authorizer", [...vpc, ...logs, ...traces]],
    ["page", [...vpc, ...key, ...logs, ...page, ...traces]]
  ] as const)("%s with everything set", ([name, actions]) => {
    expect(actionsOf(full, name)).toEqual(actions)
  })

  it("lets no function's own code use what Lambda needs to put it into a VPC", () => {
    for (const name of functionNames) {
      const [allowed, denied] = ["Allow", "Deny"].map((effect) =>
        permissionsOf(full, name).find(
          ({ Action, Effect }) => Effect === effect && asList(Action)[0]?.startsWith("ec2:")
        )
      )
      expect(denied?.Action).toEqual(allowed?.Action)
      expect(denied).toMatchObject({
        Resource: "*",
        Condition: {
          ArnEquals: {
            "lambda:SourceFunctionArn": `arn:aws:lambda:${region}:${account}:function:${lambdaOf(full, name).function_name}`
          }
        }
      })
    }
  })

  const resourcesFor = (statements: ReadonlyArray<PolicyStatement>, service: string) =>
    new Set(
      statements
        .filter(({ Action }) => asList(Action).some((action) => action.startsWith(`${service}:`)))
        .flatMap(({ Resource }) => asList(Resource))
    )

  it("names its own log group, the one queue and the one key", () => {
    for (const name of ["api", "worker"] as const) {
      const permissions = permissionsOf(full, name)
      expect(resourcesFor(permissions, "sqs")).toEqual(
        new Set([resourceOf(full, "aws_sqs_queue", "messaging/executions").arn])
      )
      expect(resourcesFor(permissions, "logs")).toEqual(
        new Set([`${String(resourceOf(full, "aws_cloudwatch_log_group", `functions/${name}/logs`).arn)}:*`])
      )
      expect(resourcesFor(permissions, "kms")).toEqual(new Set(["arn:aws:kms:eu-west-1:123456789012:key/0000"]))
    }
  })

  it("lets the page's function remove assets alone, in the page's bucket", () => {
    const statements = permissionsOf(plain, "page").filter(({ Sid }) => Sid !== "WriteLogs")
    expect(statements.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [["s3:ListBucket"], "arn:aws:s3:::web-files-bucket"],
      [["s3:PutObject"], "arn:aws:s3:::web-files-bucket/*"],
      [["s3:GetObject"], "arn:aws:s3:::web-files-bucket/unused.json"],
      [["s3:DeleteObject"], "arn:aws:s3:::web-files-bucket/assets/*"]
    ])
  })
})
