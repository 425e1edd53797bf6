import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js"
import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter/index.js"
import { App, TerraformStack } from "cdktf"
import { Construct } from "constructs"
import { beforeAll, describe, expect, it } from "vitest"
import { onlyIf, withCountedReferences } from "../Counts.ts"
import { reference } from "../Hcl.ts"
import { evaluated, module } from "../evaluate/Evaluations.ts"
import type { Judged } from "./Inputs.ts"
import { judge } from "./Inputs.ts"
import type { Block } from "../evaluate/Stack.ts"
import { placedIn } from "../evaluate/Stack.ts"

describe("onlyIf", () => {
  const stackWith = () => {
    const stack = new TerraformStack(new App(), "stack")
    const scope = new Construct(stack, "scope")
    const bucket = new S3Bucket(scope, "bucket", {})
    const parameter = new DataAwsSsmParameter(scope, "parameter", { name: "/name" })
    const other = new S3Bucket(stack, "other", { bucket: reference(parameter, "value") })
    return { stack, scope, bucket, other }
  }

  const countsOf = (stack: TerraformStack) =>
    JSON.parse(JSON.stringify(stack.toTerraform(), (key, value: unknown) => (key === "//" ? undefined : value))) as {
      readonly resource: { readonly aws_s3_bucket: Readonly<Record<string, Block>> }
      readonly data: { readonly aws_ssm_parameter: Readonly<Record<string, Block>> }
    }

  it("counts every resource and data source within, and nothing else", () => {
    const { scope, stack } = stackWith()
    onlyIf("var.on", scope)
    const { data, resource } = countsOf(stack)
    const counts = Object.values(resource.aws_s3_bucket).map(({ count }) => count)
    expect(counts).toEqual(expect.arrayContaining(["${(var.on) ? 1 : 0}", undefined]))
    expect(Object.values(data.aws_ssm_parameter)[0]?.count).toBe("${(var.on) ? 1 : 0}")
  })

  it("asks for both where it is used twice", () => {
    const { bucket, scope, stack } = stackWith()
    onlyIf("var.on", bucket)
    onlyIf("a || b", scope)
    expect(JSON.stringify(countsOf(stack).resource)).toContain("${(var.on) && (a || b) ? 1 : 0}")
  })
})

describe("withCountedReferences", () => {
  const synthesized = (value: unknown) => ({
    resource: {
      aws_sqs_queue: { jobs: { name: "jobs" }, "dead-letters": { count: "${1}" } },
      aws_s3_bucket: { results_F5D1: { count: "${var.on ? 1 : 0}" } }
    },
    data: { aws_ssm_parameter: { secret: { count: "${1}" } } },
    output: { one: { value } }
  })

  it.for([
    ["of a resource without a count", "${aws_sqs_queue.jobs.arn}", "${aws_sqs_queue.jobs.arn}"],
    ["of one with a count", "${aws_s3_bucket.results_F5D1.arn}/*", "${one(aws_s3_bucket.results_F5D1[*].arn)}/*"],
    ["of a name with a hyphen", "${aws_sqs_queue.dead-letters.url}", "${one(aws_sqs_queue.dead-letters[*].url)}"],
    [
      "of a data source",
      "${sha256(data.aws_ssm_parameter.secret.value)}",
      "${sha256(one(data.aws_ssm_parameter.secret[*].value))}"
    ],
    [
      "of several",
      '${var.on ? aws_s3_bucket.results_F5D1.arn : aws_sqs_queue.jobs.arn} "${aws_s3_bucket.results_F5D1.id}"',
      '${var.on ? one(aws_s3_bucket.results_F5D1[*].arn) : aws_sqs_queue.jobs.arn} "${one(aws_s3_bucket.results_F5D1[*].id)}"'
    ],
    [
      "of an element of an attribute",
      "${aws_s3_bucket.results_F5D1.rule[0].id}",
      "${one(aws_s3_bucket.results_F5D1[*].rule)[0].id}"
    ],
    ["of a type whose name ends alike", "${my_aws_s3_bucket.results_F5D1.arn}", "${my_aws_s3_bucket.results_F5D1.arn}"],
    ["of a dependency, which takes the resource itself", "aws_s3_bucket.results_F5D1", "aws_s3_bucket.results_F5D1"],
    ["outside of an expression", "see aws_s3_bucket.results_F5D1.arn", "see aws_s3_bucket.results_F5D1.arn"],
    [
      "within lists and objects",
      [{ a: "${aws_s3_bucket.results_F5D1.arn}" }, 1, null],
      [{ a: "${one(aws_s3_bucket.results_F5D1[*].arn)}" }, 1, null]
    ]
  ] as const)("writes a reference %s", ([, value, expected]) => {
    expect(withCountedReferences(synthesized(value)).output.one.value).toEqual(expected)
  })

  it("changes nothing that it has changed", () => {
    const once = withCountedReferences(synthesized("${aws_s3_bucket.results_F5D1.arn}"))
    expect(withCountedReferences(once)).toEqual(once)
    expect(withCountedReferences(module)).toEqual(module)
  })
})

const jwt = { jwt_issuer: "https://login.example.org", jwt_audience: "glissade" }
const vpc = { subnet_ids: ["subnet-0a"], security_group_ids: ["sg-0a"] }
const zone = { hosted_zone_id: "Z0123456789ABC" }
const key = { kms_key_arn: "arn:aws:kms:eu-west-1:123456789012:key/0000" }

/** What each switch adds to a deployment with nothing set, by the construct's path. A whole function is its folder. */
const switches: Readonly<Record<string, readonly [inputs: Block, added: ReadonlyArray<string>]>> = {
  nothing: [{}, []],
  tokens: [jwt, ["functions/authorizer/*", "http-api/token-authorizer", "websocket-api/token-authorizer"]],
  anonymous: [
    { ...jwt, anonymous_callers: true },
    ["functions/authorizer/*", "http-api/token-authorizer", "websocket-api/token-authorizer"]
  ],
  results: [
    { result_store: true },
    ["results/*", "http-api/get-jobs-job-id-", "functions/api/results-policy", "functions/worker/results-policy"]
  ],
  key: [key, ["functions/api/key-policy", "functions/worker/key-policy", "web/upload/key-policy"]],
  vpc: [
    vpc,
    [
      "functions/api/vpc-policy",
      "functions/execute/vpc-policy",
      "functions/websocket/vpc-policy",
      "functions/worker/vpc-policy",
      "web/upload/vpc-policy"
    ]
  ],
  xray: [
    { xray: true },
    [
      "functions/api/xray-policy",
      "functions/websocket/xray-policy",
      "functions/worker/xray-policy",
      "web/upload/xray-policy"
    ]
  ],
  otlp: [{ otlp_endpoint: "https://collector.example.org", otlp_headers_parameter: "/g/otlp" }, []],
  secret: [{ origin_secret_parameter: "/g/secret" }, []],
  provisioned: [{ provisioned_concurrency: { worker: 1, authorizer: 1 } }, ["functions/worker/ready"]],
  "alarm-mail": [
    { alarm_email: "ops@example.org" },
    ["alarms/topics/key", "alarms/topics/key-alias", "alarms/topics/urgent", "alarms/topics/urgent-e-mail"]
  ],
  "notice-mail": [
    { notice_email: "ops@example.org" },
    ["alarms/topics/key", "alarms/topics/key-alias", "alarms/topics/notice", "alarms/topics/notice-e-mail"]
  ],
  "alarm-topic": [{ alarm_topic_arn: "arn:aws:sns:eu-west-1:123456789012:pager" }, []],
  "keyed-mail": [
    { ...key, alarm_email: "ops@example.org" },
    [
      "alarms/topics/urgent",
      "alarms/topics/urgent-e-mail",
      "functions/api/key-policy",
      "functions/worker/key-policy",
      "web/upload/key-policy"
    ]
  ],
  budget: [
    { budget_dollars: 1, alarm_topic_arn: null, notice_email: "a@example.org" },
    [
      "budget/month",
      "alarms/topics/key",
      "alarms/topics/key-alias",
      "alarms/topics/notice",
      "alarms/topics/notice-e-mail"
    ]
  ],
  waf: [{ waf: true }, ["web-acl/acl"]],
  zone: [zone, []],
  "page-domain": [{ ...zone, page_domain: "run.example.org" }, ["domains/page/*", "domains/page-records/*"]],
  "http-domain": [{ ...zone, http_domain: "api.example.org" }, ["domains/http/*"]],
  "websocket-domain": [{ ...zone, websocket_domain: "ws.example.org" }, ["domains/websocket/*"]]
}

/** What is gone where a switch is off that is on by default. */
const switchedOff: Readonly<Record<string, readonly [inputs: Block, gone: RegExp]>> = {
  page: [{ web: false }, /^web\//],
  "log-role": [{ gateway_log_role: false }, /^(?:guards\/)?gateway-log-role/]
}

describe("each switch", () => {
  let judged: (run: string) => Judged

  beforeAll(async () => {
    const runs = Object.entries({ ...switches, ...switchedOff }).map(([name, [inputs]]) => [name, inputs] as const)
    judged = await judge(module, Object.fromEntries(runs))
  })

  const paths = new Map(placedIn(module.resource).map(({ address, path }) => [address, path]))

  const pathsOf = (run: string) => {
    const { addresses, errors } = judged(run)
    expect(errors).toEqual([])
    return addresses.map((address) => paths.get(address)!)
  }

  it.for(Object.entries(switches))("adds what belongs to it and nothing else: %s", ([name, [, added]]) => {
    const before = new Set(pathsOf("nothing"))
    const now = pathsOf(name)
    const more = now.filter((path) => !before.has(path))
    expect([...before].filter((path) => !now.includes(path))).toEqual([])
    const folders = added.filter((path) => path.endsWith("/*")).map((path) => path.slice(0, -1))
    for (const folder of folders) expect(more.filter((path) => path.startsWith(folder))).not.toEqual([])
    expect(more.filter((path) => !folders.some((folder) => path.startsWith(folder))).toSorted()).toEqual(
      added.filter((path) => !path.endsWith("/*")).toSorted()
    )
  })

  it.for(Object.entries(switchedOff))("takes what belongs to it and nothing else: %s", ([name, [, gone]]) => {
    const now = new Set(pathsOf(name))
    const missing = pathsOf("nothing").filter((path) => !now.has(path))
    expect(missing.length).toBeGreaterThan(3)
    expect(missing.filter((path) => !gone.test(path))).toEqual([])
    expect([...now].filter((path) => gone.test(path))).toEqual([])
  })

  it("is counted here as in an evaluation of the whole module", () => {
    expect(pathsOf("nothing").length).toBe(evaluated.plain.resources.size)
  })
})
