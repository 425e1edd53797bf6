import { describe, expect, it } from "vitest"
import { functionNames } from "../../settings/Schema.ts"
import { both, evaluated, module } from "../../evaluate/Evaluations.ts"
import { blockOf, functionsIn, lambdaOf, pathOfFunction, resourceOf, resourcesOf, variablesOf } from "../Read.ts"
import { full as inputs } from "../../evaluate/Sets.ts"
import { placedAt } from "../../evaluate/Stack.ts"

const { emulated, full, plain, rolledBack } = evaluated

const aliasOf = (set: typeof plain, name: (typeof functionNames)[number]) =>
  resourceOf(set, "aws_lambda_alias", `${pathOfFunction(name)}/live`)

describe.for(both)("the functions of %s", ([, set]) => {
  const names = functionNames.filter((name) => name !== "authorizer" || set === full)
  const prefix = set === plain ? "glissade-dev" : "code-prod"

  it("are all there", () => {
    expect(functionsIn(set).toSorted()).toEqual(names.toSorted())
  })

  it.for(names)("%s runs on arm64, is published as a version, and logs as JSON to its own group", (name) => {
    const lambda = lambdaOf(set, name)
    expect(lambda).toMatchObject({
      function_name: `${prefix}-${name}`,
      // By which a rollback finds a release's versions.
      description: "Glissade 0.0.0+00000000",
      architectures: ["arm64"],
      publish: true,
      source_code_hash: expect.stringMatching(/^[\w+/]{43}=$/),
      role: expect.stringContaining(pathOfFunction(name).replace("/", "-"))
    })
    expect(blockOf(lambda, "logging_config")).toMatchObject({
      log_format: "JSON",
      log_group: `/aws/lambda/${prefix}-${name}`
    })
    expect(resourceOf(set, "aws_cloudwatch_log_group", `${pathOfFunction(name)}/logs`).name).toBe(
      `/aws/lambda/${prefix}-${name}`
    )
  })

  it("are integrated by their aliases", () => {
    const integrations = [...resourcesOf(set, "aws_apigatewayv2_integration").values()]
    expect(integrations).toHaveLength(3)
    for (const { integration_uri } of integrations) {
      expect(integration_uri).toMatch(/functions-(?:api|execute|websocket)-live$/)
    }
  })

  it("that run programs have a whole vCPU", () => {
    for (const name of ["execute", "worker"] as const) expect(lambdaOf(set, name).memory_size).toBe(1769)
  })

  it("answer before API Gateway gives up", () => {
    for (const name of ["api", "execute", "websocket"] as const) {
      expect(lambdaOf(set, name).timeout).toBeLessThanOrEqual(29)
    }
  })

  it("end within Lambda's 15 minutes", () => {
    for (const name of functionsIn(set)) expect(lambdaOf(set, name).timeout).toBeLessThanOrEqual(900)
  })
})

describe("what each function knows", () => {
  it.for([
    ["api", { LONGEST_RUN_MS: "60000", EXECUTION_QUEUE_URL: "https://sqs.example/messaging-executions.fifo" }],
    ["execute", { LONGEST_RUN_MS: "60000" }],
    [
      "worker",
      {
        LONGEST_RUN_MS: "60000",
        EXECUTION_QUEUE_URL: "https://sqs.example/messaging-executions.fifo",
        WEBSOCKET_ENDPOINT: "wss://websocket-api-api.example/dev"
      }
    ],
    ["websocket", {}],
    ["page", {}]
  ] as const)("%s with nothing set", ([name, variables]) => {
    expect(variablesOf(plain, name)).toEqual(variables)
  })

  it.for([
    ["api", ["EXECUTION_QUEUE_URL", "LONGEST_RUN_MS", "RESULT_BUCKET"]],
    ["execute", ["LONGEST_RUN_MS"]],
    ["worker", ["EXECUTION_QUEUE_URL", "LONGEST_RUN_MS", "RESULT_BUCKET", "WEBSOCKET_ENDPOINT"]],
    ["websocket", []],
    ["authorizer", ["ANONYMOUS_CALLERS", "JWT_AUDIENCE", "JWT_ISSUER"]],
    ["page", []]
  ] as const)("%s with everything set, besides the collector", ([name, variables]) => {
    expect(
      Object.keys(variablesOf(full, name))
        .filter((variable) => !variable.startsWith("OTEL_"))
        .toSorted()
    ).toEqual(variables)
  })

  it("is the WebSocket API's own address, whatever its domain, and the emulator's where there is one", () => {
    expect(variablesOf(full, "worker").WEBSOCKET_ENDPOINT).toBe("wss://websocket-api-api.example/prod")
    expect(variablesOf(emulated, "worker").WEBSOCKET_ENDPOINT).toBe(
      "http://127.0.0.1:4566/_aws/execute-api/websocket-api-api/dev"
    )
  })
})

describe("the alias of a function", () => {
  it("is at the newest version by default", () => {
    for (const name of functionsIn(plain))
      expect(aliasOf(plain, name)).toMatchObject({ name: "live", function_version: "7" })
  })

  it("is at the version that is set, and no invocation goes elsewhere", () => {
    const versions = functionsIn(rolledBack).map((name) => [name, aliasOf(rolledBack, name).function_version])
    expect(Object.fromEntries(versions)).toEqual({ api: "3", execute: "7", worker: "6", websocket: "7", page: "7" })
    for (const set of [plain, rolledBack]) {
      for (const name of functionsIn(set)) expect(aliasOf(set, name).routing_config).toEqual([])
    }
  })

  it("sends the newest version its share where another one is live", () => {
    expect(aliasOf(full, "worker")).toMatchObject({
      function_version: "6",
      routing_config: [{ additional_version_weights: { "7": 0.1 } }]
    })
    for (const name of functionNames.filter((name) => name !== "worker")) {
      expect(aliasOf(full, name)).toMatchObject({ function_version: "7", routing_config: [] })
    }
  })

  it("moves to a new version of the API after the worker's, which has to understand what the API takes", () => {
    expect(placedAt(module, "aws_lambda_alias", "functions/api/live").block.depends_on).toContain(
      placedAt(module, "aws_lambda_alias", "functions/worker/live").address
    )
  })
})

describe("concurrency", () => {
  it("is reserved for nothing by default, and provisioned for nothing", () => {
    // AWS's provider takes -1 for none.
    for (const name of functionsIn(plain)) expect(lambdaOf(plain, name).reserved_concurrent_executions).toBe(-1)
    expect(resourcesOf(plain, "aws_lambda_provisioned_concurrency_config").size).toBe(0)
  })

  it("is reserved for the functions that are named", () => {
    const reserved = functionNames.map((name) => [name, lambdaOf(full, name).reserved_concurrent_executions])
    expect(Object.fromEntries(reserved)).toEqual(inputs.reserved_concurrency)
  })

  it("is provisioned for the aliases of those that are named", () => {
    const provisioned = [...resourcesOf(full, "aws_lambda_provisioned_concurrency_config")].map(([path, one]) => {
      expect(one.qualifier).toBe("live")
      return [path.split("/")[1], one.provisioned_concurrent_executions]
    })
    expect(Object.fromEntries(provisioned)).toEqual(inputs.provisioned_concurrency)
  })
})

describe("a VPC", () => {
  it("has no function by default", () => {
    for (const name of functionsIn(plain)) expect(lambdaOf(plain, name).vpc_config).toEqual([])
  })

  it("has them all where its subnets are named", () => {
    for (const name of functionNames) {
      expect(blockOf(lambdaOf(full, name), "vpc_config")).toMatchObject({
        subnet_ids: inputs.subnet_ids,
        security_group_ids: inputs.security_group_ids
      })
    }
  })
})
