import { describe, expect, it } from "vitest"
import { functionNames } from "../../settings/Schema.ts"
import { both, evaluated, module } from "../../evaluate/Evaluations.ts"
import { actionsOf, blockOf, eachOf, functionsIn, lambdaOf, resourceOf, resourcesOf, variablesOf } from "../Read.ts"

const { full, plain } = evaluated

/** The function that uploads the page runs at deployments alone, and sends a collector nothing. */
const observed = functionNames.filter((name) => name !== "page")

describe("tracing", () => {
  it("is off unless it is asked for", () => {
    for (const name of functionsIn(plain)) {
      expect(blockOf(lambdaOf(plain, name), "tracing_config")).toEqual({ mode: "PassThrough" })
      expect(Object.keys(variablesOf(plain, name)).filter((variable) => variable.startsWith("OTEL"))).toEqual([])
    }
  })

  it("is X-Ray's for all but execute", () => {
    for (const name of functionNames) {
      const traced = name !== "execute"
      expect(blockOf(lambdaOf(full, name), "tracing_config")).toEqual({ mode: traced ? "Active" : "PassThrough" })
      expect(actionsOf(full, name).some((action) => action.startsWith("xray:"))).toBe(traced)
    }
  })

  it("goes to the collector that is named, with headers that are in no file", () => {
    for (const name of observed) {
      expect(variablesOf(full, name)).toMatchObject({
        OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example.org",
        OTEL_EXPORTER_OTLP_HEADERS: "from-ssm",
        OTEL_SERVICE_NAME: `glissade-${name}`,
        OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=prod"
      })
    }
    const parameters = Object.values(module.data.aws_ssm_parameter ?? {})
    expect(parameters.map(({ name }) => name).toSorted()).toEqual([
      "${var.origin_secret_parameter}",
      "${var.otlp_headers_parameter}"
    ])
  })
})

describe.for(both)("logs of %s", ([, set]) => {
  it("are in groups that are all made here, for so long and no longer", () => {
    const groups = [...resourcesOf(set, "aws_cloudwatch_log_group").values()]
    expect(groups).toHaveLength(functionsIn(set).length + 2)
    for (const { retention_in_days } of groups) expect(retention_in_days).toBe(set === plain ? 7 : 90)
  })
})

describe("API Gateway's role for logs", () => {
  it("is claimed by a parameter of the account, so that a second deployment fails before it takes it over", () => {
    expect(resourceOf(full, "aws_ssm_parameter", "guards/gateway-log-role")).toMatchObject({
      name: "/glissade/gateway-log-role",
      value: "code-prod",
      overwrite: null
    })
    expect(resourceOf(full, "aws_api_gateway_account", "gateway-log-role/account").cloudwatch_role_arn).toBe(
      resourceOf(full, "aws_iam_role", "gateway-log-role/role").arn
    )
  })
})

describe.for(both)("the dashboard of %s", ([, set]) => {
  const { dashboard_body, dashboard_name } = resourceOf(set, "aws_cloudwatch_dashboard", "dashboard/dashboard")
  const { widgets } = JSON.parse(String(dashboard_body)) as {
    readonly widgets: ReadonlyArray<{ readonly properties: { readonly metrics: ReadonlyArray<ReadonlyArray<string>> } }>
  }

  it("is valid JSON with nine widgets", () => {
    expect(widgets).toHaveLength(9)
    expect(set.outputs.dashboard_url).toBe(
      `https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/${String(dashboard_name)}`
    )
  })

  it("shows what there is: the queues, the APIs and each function", () => {
    const text = JSON.stringify(widgets)
    expect(text).not.toContain("${")
    for (const [, { name }] of eachOf(set, "aws_sqs_queue")) expect(text).toContain(`"${String(name)}"`)
    for (const [, { id }] of eachOf(set, "aws_apigatewayv2_api")) expect(text).toContain(`"${String(id)}"`)
    for (const name of functionsIn(set)) {
      if (name !== "page") expect(text).toContain(`"${String(lambdaOf(set, name).function_name)}"`)
    }
  })
})
