import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { lambdaRuntime } from "../Runtime.ts"
import { functionNames } from "../settings/Schema.ts"
import { evaluated, module } from "../evaluate/Evaluations.ts"
import { functionsIn, lambdaOf } from "./Read.ts"
import { placedIn } from "../evaluate/Stack.ts"
import { readStack, release, synthesizeFolder, synthesizeModule } from "../evaluate/Synthesized.ts"

const { full, plain } = evaluated

describe("the Terraform module", () => {
  it("has no provider and no backend of its own, so that count, for_each and depends_on work on it", () => {
    expect(module).not.toHaveProperty("provider")
    expect(module.terraform).not.toHaveProperty("backend")
  })

  it("asks its caller for a provider of us-east-1 beside the default one", () => {
    expect(module.terraform).toEqual({
      required_version: ">= 1.10.0",
      required_providers: {
        aws: { source: "aws", version: ">= 5.100.0, < 7.0.0", configuration_aliases: ["aws.us_east_1"] }
      }
    })
  })

  it("finds its files wherever it is", () => {
    const lambdas = placedIn(module.resource).filter(({ type }) => type === "aws_lambda_function")
    expect(lambdas).toHaveLength(functionNames.length)
    for (const { block } of lambdas) expect(block.filename).toMatch(/^\$\{path\.module\}\/assets\/[\w/-]+\.zip$/)
    expect(JSON.stringify(module).replaceAll("${path.module}/assets/", "")).not.toMatch(/assets\/\w+_code_/)
  })

  it("is the same JSON for the same sources", () => {
    expect(readFileSync(join(synthesizeModule(), "cdk.tf.json"), "utf8")).toBe(
      readFileSync(join(synthesizeModule(), "cdk.tf.json"), "utf8")
    )
  })

  it("has the resources, inputs and outputs of an environment's stack", () => {
    const environment = readStack(synthesizeFolder("dev"))
    // Comments name the stack.
    const withoutComments = (part: unknown) =>
      JSON.parse(JSON.stringify(part, (key, value: unknown) => (key === "//" ? undefined : value))) as unknown
    for (const part of ["resource", "data", "variable", "output", "locals"] as const) {
      expect(withoutComments(environment[part])).toEqual(withoutComments(module[part]))
    }
  })
})

describe("the outputs", () => {
  it("have their exact names", () => {
    expect(Object.keys(module.output).toSorted()).toEqual([
      "dashboard_url",
      "dead_letter_queue_arn",
      "dead_letter_queue_url",
      "distribution_arn",
      "distribution_domain_name",
      "distribution_hosted_zone_id",
      "distribution_id",
      "execution_queue_arn",
      "execution_queue_url",
      "function_arns",
      "function_names",
      "http_api_execution_arn",
      "http_api_id",
      "http_endpoint",
      "log_group_names",
      "notice_alarm_arn",
      "release",
      "role_names",
      "urgent_alarm_arn",
      "web_url",
      "websocket_api_execution_arn",
      "websocket_api_id",
      "websocket_endpoint"
    ])
  })

  it("have ARNs, names and ids, by which others attach what they have", () => {
    const functions = (of: (name: (typeof functionNames)[number]) => string) =>
      Object.fromEntries(functionNames.map((name) => [name, of(name)]))
    const path = (name: string) => (name === "page" ? "web-upload" : `functions-${name}`)
    expect(full.outputs).toMatchObject({
      execution_queue_arn: "arn:aws:sqs:eu-west-1:123456789012:messaging-executions",
      dead_letter_queue_arn: "arn:aws:sqs:eu-west-1:123456789012:messaging-dead-letters",
      function_names: functions((name) => `code-prod-${name}`),
      // The alias, which every trigger uses.
      function_arns: functions((name) => `arn:aws:lambda:eu-west-1:123456789012:${path(name)}-live`),
      log_group_names: functions((name) => `/aws/lambda/code-prod-${name}`),
      role_names: functions((name) => `code-prod-${name}`),
      http_api_id: "http-api-api",
      http_api_execution_arn: "arn:aws:execute-api:eu-west-1:123456789012:http-api-api",
      websocket_api_id: "websocket-api-api",
      distribution_arn: "arn:aws:cloudfront::123456789012:distribution/web-distribution"
    })
  })

  it("name the functions that there are", () => {
    for (const name of ["function_names", "function_arns", "log_group_names", "role_names"]) {
      expect(Object.keys(plain.outputs[name] as object).toSorted()).toEqual(functionsIn(plain).toSorted())
    }
  })

  it("say where the page is", () => {
    expect(plain.outputs.web_url).toBe("https://web-distribution.example")
    expect(full.outputs.web_url).toBe("https://run.example.org")
  })

  it("say which release it is, as each function's description does", () => {
    expect(plain.outputs.release).toBe(release)
    for (const name of functionsIn(plain)) expect(lambdaOf(plain, name).description).toBe(`Glissade ${release}`)
  })
})

describe("the runtime", () => {
  it.for([
    [undefined, "nodejs22.x"],
    ["5.100.0", "nodejs22.x"],
    ["6.0.0", "nodejs22.x"],
    ["6.19.9", "nodejs22.x"],
    ["6.20.0", "nodejs24.x"],
    ["6.100.0", "nodejs24.x"],
    ["7.0.0", "nodejs24.x"]
  ] as const)("is the newest that the provider lets through: %s has %s", ([version, runtime]) => {
    expect(lambdaRuntime(version)).toBe(runtime)
  })

  it("follows from the provider that an environment names, and is the older one in the module", () => {
    const runtimes = (folder: string) =>
      new Set(placedIn(readStack(folder).resource).flatMap(({ block }) => ("runtime" in block ? [block.runtime] : [])))
    const later = synthesizeFolder("dev", { deployment: { aws_provider_version: "6.28.0" } })
    expect(runtimes(later)).toEqual(new Set(["nodejs24.x"]))
    expect(readStack(later).terraform.required_providers.aws.version).toBe("6.28.0")
    const byDefault = synthesizeFolder("dev")
    expect(runtimes(byDefault)).toEqual(new Set(["nodejs22.x"]))
    expect(readStack(byDefault).terraform.required_providers.aws.version).toBe("5.100.0")
    expect(functionsIn(plain).map((name) => lambdaOf(plain, name).runtime)).toContain("nodejs22.x")
  })
})
