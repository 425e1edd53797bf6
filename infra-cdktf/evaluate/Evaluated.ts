import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run } from "../deploy/Command.ts"
import { terraformEnvironment, terraformProgram } from "../deploy/Tools.ts"
import type { Block, Synthesized } from "./Stack.ts"
import { placedIn } from "./Stack.ts"
import { newFolder } from "./Folders.ts"

/** The account and region that evaluated configurations are in. */
export const account = "123456789012"
export const region = "eu-west-1"

/** What Terraform makes of the module with some inputs: which resources there are, with all their arguments, and the outputs. */
export interface Evaluated {
  /** Resources by type and the path of their construct, as `aws_sqs_queue messaging/executions`. */
  readonly resources: ReadonlyMap<string, Block>
  readonly outputs: Block
}

interface Event {
  readonly "@testrun"?: string
  readonly diagnostic?: { readonly severity: string; readonly summary: string; readonly detail: string }
  readonly test_plan?: {
    readonly output_changes?: Readonly<Record<string, { readonly after?: unknown }>>
    readonly resource_changes: ReadonlyArray<{
      readonly module_address?: string
      readonly type: string
      readonly name: string
      readonly change: { readonly after: Block }
    }>
  }
}

const arn = (service: string, id: string) => `arn:aws:${service}:${region}:${account}:${id}`

/** Attributes that AWS would give, so that all that follows from them can be computed. Each names its resource. */
const given: Readonly<Record<string, (id: string) => Block>> = {
  aws_acm_certificate: (id) => ({
    arn: arn("acm", id),
    domain_validation_options: [
      { domain_name: id, resource_record_name: `_${id}`, resource_record_type: "CNAME", resource_record_value: id }
    ]
  }),
  aws_acm_certificate_validation: (id) => ({ certificate_arn: arn("acm", id) }),
  aws_apigatewayv2_api: (id) => ({
    id,
    execution_arn: arn("execute-api", id),
    api_endpoint: `${id.startsWith("websocket") ? "wss" : "https"}://${id}.example`
  }),
  aws_apigatewayv2_authorizer: (id) => ({ id }),
  aws_apigatewayv2_domain_name: (id) => ({ id }),
  aws_apigatewayv2_integration: (id) => ({ id }),
  aws_apigatewayv2_route: (id) => ({ id }),
  aws_apigatewayv2_stage: (id) => ({
    id,
    invoke_url: `${id.startsWith("websocket") ? "wss" : "https"}://${id}.example/stage`
  }),
  aws_cloudfront_distribution: (id) => ({
    arn: `arn:aws:cloudfront::${account}:distribution/${id}`,
    domain_name: `${id}.example`
  }),
  aws_cloudfront_origin_access_control: (id) => ({ id }),
  aws_cloudfront_response_headers_policy: (id) => ({ id }),
  aws_cloudwatch_log_group: (id) => ({ arn: arn("logs", id) }),
  aws_iam_role: (id) => ({ arn: `arn:aws:iam::${account}:role/${id}` }),
  aws_kms_key: (id) => ({ arn: arn("kms", `key/${id}`) }),
  aws_lambda_alias: (id) => ({ arn: arn("lambda", id), invoke_arn: arn("apigateway", id) }),
  aws_lambda_function: (id) => ({ arn: arn("lambda", id), version: "7" }),
  aws_s3_bucket: (id) => ({ arn: `arn:aws:s3:::${id}`, bucket: id, bucket_regional_domain_name: `${id}.s3.example` }),
  aws_sns_topic: (id) => ({ arn: arn("sns", id) }),
  aws_sqs_queue: (id) => ({ arn: arn("sqs", id), url: `https://sqs.example/${id}.fifo` }),
  aws_wafv2_web_acl: (id) => ({ arn: arn("wafv2", id) })
}

const overridesOf = ({ resource }: Synthesized, module: string) =>
  placedIn(resource).flatMap(({ address, path, type }) => {
    const values = given[type]?.(path.replaceAll(/[^a-z0-9]+/g, "-"))
    return values === undefined ? [] : [{ target: `module.${module}.${address}`, values, override_during: "plan" }]
  })

const mocks = [
  {
    aws: {
      override_during: "plan",
      mock_data: [
        { aws_caller_identity: { defaults: { account_id: account } } },
        { aws_region: { defaults: { id: region, name: region } } },
        { aws_partition: { defaults: { partition: "aws", dns_suffix: "amazonaws.com" } } },
        { aws_ssm_parameter: { defaults: { value: "from-ssm" } } }
      ]
    }
  },
  { aws: { alias: "us_east_1", override_during: "plan" } }
]

/** Runs `terraform test` on the tests in a folder, and answers with what it says about each run. */
export const testRuns = async (
  folder: string,
  tests: Readonly<Record<string, unknown>>
): Promise<(run: string) => ReadonlyArray<Event>> => {
  mkdirSync(join(folder, "tests"), { recursive: true })
  for (const [name, test] of Object.entries(tests)) {
    writeFileSync(join(folder, "tests", `${name}.tftest.json`), JSON.stringify(test))
  }
  const env = { ...process.env, ...terraformEnvironment() }
  await run(terraformProgram(), ["init", "-input=false"], { cwd: folder, env })
  // A state that it could not clean up is of no account: all of it is made up.
  const { stdout } = await run(terraformProgram(), ["test", "-json", "-verbose"], {
    cwd: folder,
    env,
    expected: [0, 1]
  })
  const byRun = new Map<string, Array<Event>>()
  for (const line of stdout.split("\n")) {
    if (!line.startsWith("{")) continue
    const event = JSON.parse(line) as Event
    const name = event["@testrun"] ?? ""
    byRun.set(name, [...(byRun.get(name) ?? []), event])
  }
  return (name) => byRun.get(name) ?? []
}

/** The errors among what Terraform says about a run. */
export const errorsOf = (events: ReadonlyArray<Event>): ReadonlyArray<string> =>
  events.flatMap(({ diagnostic }) =>
    diagnostic?.severity === "error" ? [`${diagnostic.summary}: ${diagnostic.detail}`] : []
  )

/** A configuration that uses the module in a folder once for each set of inputs. */
const using = (folder: string, sets: Readonly<Record<string, Block>>) => ({
  terraform: { required_providers: { aws: { source: "aws" } } },
  provider: { aws: [{ region }, { alias: "us_east_1", region: "us-east-1" }] },
  module: Object.fromEntries(
    Object.entries(sets).map(([name, inputs]) => [
      name,
      { source: folder, providers: { aws: "aws", "aws.us_east_1": "aws.us_east_1" }, environment: "dev", ...inputs }
    ])
  ),
  output: Object.fromEntries(Object.keys(sets).map((name) => [name, { value: `\${module.${name}}` }]))
})

/**
 * Has Terraform evaluate the module in a folder for several sets of inputs, with a provider that it makes up: every condition, expression
 * and validation counts, and no AWS is needed. https://developer.hashicorp.com/terraform/language/tests/mocking
 */
export const evaluateAll = async (
  folder: string,
  stack: Synthesized,
  sets: Readonly<Record<string, Block>>
): Promise<Readonly<Record<string, Evaluated>>> => {
  const names = Object.keys(sets)
  const root = newFolder()
  writeFileSync(join(root, "main.tf.json"), JSON.stringify(using(folder, sets)))
  const eventsOf = await testRuns(root, {
    sets: {
      mock_provider: mocks,
      override_resource: names.flatMap((name) => overridesOf(stack, name)),
      run: [{ sets: { command: "plan" } }]
    }
  })
  const events = eventsOf("sets")
  const errors = errorsOf(events)
  const plan = events.find(({ test_plan }) => test_plan !== undefined)?.test_plan
  if (plan === undefined || errors.length > 0) throw new Error(errors.join("\n"))
  const paths = new Map(placedIn(stack.resource).map(({ address, path, type }) => [address, `${type} ${path}`]))
  const evaluated = (set: string): Evaluated => {
    const resources = new Map(
      plan.resource_changes.flatMap(({ change, module_address, name, type }) => {
        const path = paths.get(`${type}.${name}`)
        return path === undefined || module_address !== `module.${set}` ? [] : [[path, change.after] as const]
      })
    )
    return { resources, outputs: (plan.output_changes?.[set]?.after ?? {}) as Block }
  }
  return Object.fromEntries(names.map((name) => [name, evaluated(name)]))
}
