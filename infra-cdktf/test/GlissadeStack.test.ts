import { describe, expect, it } from "vitest"
import { environments, functionNames } from "../environments.ts"
import { workerGraceSeconds } from "../constructs/Messaging.ts"
import type { Synthesized } from "./Synthesized.ts"
import { resource, resources, synthesize } from "./Synthesized.ts"

const jwt = { GLISSADE_JWT_ISSUER: "https://login.example.org", GLISSADE_JWT_AUDIENCE: "glissade" }

const plain = synthesize()
const full = synthesize({
  ...jwt,
  GLISSADE_ENVIRONMENT: "prod",
  GLISSADE_XRAY: "on",
  GLISSADE_RESULT_STORE: "on",
  GLISSADE_OTLP_ENDPOINT: "https://collector.example.org/",
  GLISSADE_CORS_ORIGINS: "https://example.org, https://docs.example.org",
  GLISSADE_ALARM_EMAIL: "ops@example.org",
  GLISSADE_ALARM_TOPIC_ARN: "arn:aws:sns:eu-west-1:123456789012:pager",
  GLISSADE_STATE_BUCKET: "states",
  GLISSADE_STATE_REGION: "eu-west-1"
})
const both: ReadonlyArray<readonly [string, Synthesized]> = [
  ["dev with nothing set", plain],
  ["prod with everything set", full]
]

interface Statement {
  readonly Sid?: string
  readonly Effect: string
  readonly Principal?: unknown
  readonly Action: string | ReadonlyArray<string>
  readonly Resource: string | ReadonlyArray<string>
}

const statementsOf = (policy: unknown): ReadonlyArray<Statement> =>
  (JSON.parse(String(policy)) as { readonly Statement: ReadonlyArray<Statement> }).Statement

const asList = (value: string | ReadonlyArray<string>): ReadonlyArray<string> =>
  typeof value === "string" ? [value] : value

const rolePolicy = (stack: Synthesized, name: string) =>
  statementsOf(resource(stack, "aws_iam_role_policy", `functions/${name}/policy`).policy)

const actionsOf = (stack: Synthesized, name: string) =>
  rolePolicy(stack, name)
    .flatMap(({ Action }) => asList(Action))
    .toSorted()

const lambda = (stack: Synthesized, name: string) =>
  resource(stack, "aws_lambda_function", `functions/${name}/function`)

const environmentOf = (stack: Synthesized, name: string) =>
  ((lambda(stack, name).environment as { readonly variables?: unknown } | undefined)?.variables ?? {}) as Record<
    string,
    string
  >

/** Where AWS takes no resource, and why. */
const wholeResources: Readonly<Record<string, string>> = {
  "xray:PutTraceSegments": "segments belong to no resource",
  "xray:PutTelemetryRecords": "telemetry records belong to no resource"
}

/** Resources that end with a wildcard because they name what is made at run time below one thing. */
const below = [
  /^\$\{aws_cloudwatch_log_group\.[\w-]+\.arn\}:\*$/,
  /^\$\{aws_apigatewayv2_api\.[\w-]+\.execution_arn\}\/\w+\/POST\/@connections\/\*$/,
  /^\$\{aws_s3_bucket\.[\w-]+\.arn\}\/(?:results\/)?\*$/
]

describe.for(both)("policies of %s", ([, stack]) => {
  const policies = ["aws_iam_role_policy", "aws_sqs_queue", "aws_s3_bucket_policy"].flatMap((type) =>
    [...resources(stack, type)].map(([path, { policy }]) => [path, statementsOf(policy)] as const)
  )

  it("are all read", () => {
    expect(policies.length).toBe(stack === plain ? 7 : 9)
    expect(resources(stack, "aws_iam_policy").size).toBe(0)
  })

  it.for(policies)("%s allows nothing by a wildcard", ([, statements]) => {
    for (const { Action, Effect, Resource } of statements) {
      if (Effect === "Deny") continue
      for (const action of asList(Action)) expect(action).not.toContain("*")
      for (const arn of asList(Resource)) {
        if (arn === "*") for (const action of asList(Action)) expect(wholeResources).toHaveProperty([action])
        else if (arn.includes("*")) expect(below.some((pattern) => pattern.test(arn))).toBe(true)
      }
    }
  })

  it("attaches AWS's own policy to API Gateway's role alone, which AWS demands", () => {
    const attached = [...resources(stack, "aws_iam_role_policy_attachment")]
    expect(attached.map(([path]) => path)).toEqual(["gateway-log-role/policy"])
    expect(attached[0]?.[1].policy_arn).toMatch(/AmazonAPIGatewayPushToCloudWatchLogs$/)
  })

  it("gives execute its logs and nothing else", () => {
    expect(actionsOf(stack, "execute")).toEqual(["logs:CreateLogStream", "logs:PutLogEvents"])
  })

  it("lets API Gateway call one stage's functions, and by their alias", () => {
    for (const [, permission] of resources(stack, "aws_lambda_permission")) {
      expect(permission.source_arn).toMatch(/execution_arn\}\/(?:\w+\/\*|authorizers\/\$\{[\w.-]+\})$/)
      expect(permission.qualifier).toMatch(/aws_lambda_alias/)
    }
  })
})

describe("what each function may do", () => {
  const logs = ["logs:CreateLogStream", "logs:PutLogEvents"]

  it.for([
    ["api", [...logs, "sqs:SendMessage"]],
    [
      "worker",
      [
        "execute-api:ManageConnections",
        ...logs,
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage"
      ]
    ],
    ["websocket", logs]
  ] as const)("%s", ([name, actions]) => {
    expect(actionsOf(plain, name)).toEqual(actions)
  })

  it("names the one queue", () => {
    const [queue] = [...resources(plain, "aws_iam_role_policy").values()].flatMap(({ policy }) =>
      statementsOf(policy).filter(({ Action }) => asList(Action).some((action) => action.startsWith("sqs:")))
    )
    expect(queue?.Resource).toMatch(/^\$\{aws_sqs_queue\.messaging_executions_\w+\.arn\}$/)
  })

  it("knows what it needs and no more", () => {
    expect(Object.keys(environmentOf(plain, "api")).toSorted()).toEqual(["EXECUTION_QUEUE_URL", "LONGEST_RUN_MS"])
    expect(environmentOf(plain, "execute")).toEqual({ LONGEST_RUN_MS: "60000" })
    expect(Object.keys(environmentOf(plain, "worker")).toSorted()).toEqual([
      "EXECUTION_QUEUE_URL",
      "LONGEST_RUN_MS",
      "WEBSOCKET_ENDPOINT"
    ])
    expect(environmentOf(plain, "websocket")).toEqual({})
    expect(environmentOf(full, "authorizer")).toMatchObject({
      JWT_ISSUER: jwt.GLISSADE_JWT_ISSUER,
      JWT_AUDIENCE: jwt.GLISSADE_JWT_AUDIENCE
    })
  })
})

describe.for(both)("the queues of %s", ([, stack]) => {
  const queue = resource(stack, "aws_sqs_queue", "messaging/executions")
  const deadLetters = resource(stack, "aws_sqs_queue", "messaging/dead-letters")

  it.for([
    ["jobs", queue],
    ["dead letters", deadLetters]
  ] as const)("are FIFO with high throughput, encrypted, and closed to all but TLS: %s", ([, one]) => {
    expect(one).toMatchObject({
      fifo_queue: true,
      deduplication_scope: "messageGroup",
      fifo_throughput_limit: "perMessageGroupId",
      sqs_managed_sse_enabled: true
    })
    expect(one.name).toMatch(/\.fifo$/)
    expect(statementsOf(one.policy)).toMatchObject([
      { Effect: "Deny", Principal: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } }
    ])
  })

  it("make a dead letter of what was received five times, and keep it for 14 days", () => {
    expect(JSON.parse(String(queue.redrive_policy))).toEqual({
      deadLetterTargetArn: expect.stringMatching(/messaging_dead-letters_\w+\.arn/),
      maxReceiveCount: 5
    })
    expect(deadLetters.message_retention_seconds).toBe(14 * 24 * 60 * 60)
    const allowed = resource(stack, "aws_sqs_queue_redrive_allow_policy", "messaging/redrive-allow-policy")
    expect(JSON.parse(String(allowed.redrive_allow_policy))).toMatchObject({ redrivePermission: "byQueue" })
  })

  it("hide a message for six times as long as the worker may take", () => {
    const timeout = Number(lambda(stack, "worker").timeout)
    expect(timeout).toBe(Number(environmentOf(stack, "worker").LONGEST_RUN_MS) / 1000 + workerGraceSeconds)
    expect(queue.visibility_timeout_seconds).toBeGreaterThanOrEqual(6 * timeout)
  })

  it("feed the worker one message at a time", () => {
    expect(resource(stack, "aws_lambda_event_source_mapping", "functions/executions")).toMatchObject({
      batch_size: 1,
      function_response_types: ["ReportBatchItemFailures"],
      function_name: expect.stringMatching(/aws_lambda_alias\.functions_worker_live_\w+\.arn/),
      scaling_config: { maximum_concurrency: stack === plain ? 5 : 200 }
    })
  })
})

describe.for(both)("the functions of %s", ([, stack]) => {
  const names = functionNames.filter((name) => name !== "authorizer" || stack === full)

  it("are all there", () => {
    expect([...resources(stack, "aws_lambda_function").keys()].toSorted()).toEqual(
      names.map((name) => `functions/${name}/function`).toSorted()
    )
  })

  it.for(names)("%s runs on arm64, is published as a version, and logs as JSON to its own group", (name) => {
    expect(lambda(stack, name)).toMatchObject({
      architectures: ["arm64"],
      publish: true,
      logging_config: { log_format: "JSON", log_group: expect.stringContaining(`functions_${name}_logs_`) },
      source_code_hash: expect.stringMatching(/^[\w+/]{43}=$/),
      filename: expect.stringMatching(/^assets\//)
    })
  })

  it.for(names)("%s is called by the alias, which a variable can move back", (name) => {
    expect(resource(stack, "aws_lambda_alias", `functions/${name}/live`).function_version).toMatch(
      new RegExp(`^\\$\\{lookup\\(var\\.live_versions, "${name}", aws_lambda_function\\.functions_${name}_`)
    )
  })

  it("move the API to a new version after the worker, which has to understand what the API takes", () => {
    expect(resource(stack, "aws_lambda_alias", "functions/api/live").depends_on).toEqual([
      expect.stringMatching(/^aws_lambda_alias\.functions_worker_live_/)
    ])
  })

  it("are integrated by their aliases", () => {
    for (const [, integration] of resources(stack, "aws_apigatewayv2_integration")) {
      expect(integration.integration_uri).toMatch(/aws_lambda_alias\.functions_\w+_live_\w+\.invoke_arn/)
    }
  })

  it("that run programs have a whole vCPU", () => {
    for (const name of ["execute", "worker"]) expect(lambda(stack, name).memory_size).toBe(1769)
  })

  it("answer before API Gateway gives up", () => {
    for (const name of ["api", "execute", "websocket"]) expect(lambda(stack, name).timeout).toBeLessThanOrEqual(29)
  })
})

describe("the runtime", () => {
  it("is the newest that the provider lets through", () => {
    expect(lambda(plain, "api").runtime).toBe("nodejs22.x")
    const later = synthesize({ GLISSADE_AWS_PROVIDER_VERSION: "6.28.0" })
    expect(lambda(later, "api").runtime).toBe("nodejs24.x")
    expect(later.terraform.required_providers).toMatchObject({ aws: { version: "6.28.0" } })
    expect(plain.terraform.required_providers).toMatchObject({ aws: { version: "5.100.0" } })
  })
})

describe("the APIs", () => {
  it("have their routes", () => {
    const routes = (path: string) =>
      [...resources(plain, "aws_apigatewayv2_route")]
        .filter(([id]) => id.startsWith(path))
        .map(([, { route_key }]) => route_key)
    expect(routes("http-api").toSorted()).toEqual([
      "GET /health",
      "GET /openapi.json",
      "GET /runtimes",
      "GET /runtimes/{language}/examples",
      "POST /execute",
      "POST /execute/async"
    ])
    expect(routes("websocket-api").toSorted()).toEqual(["$connect", "$default", "$disconnect", "ping"])
  })

  it("send POST /execute to execute and all else to api", () => {
    for (const [, { route_key, target }] of resources(plain, "aws_apigatewayv2_route")) {
      if (String(route_key).startsWith("$") || route_key === "ping") continue
      expect(target).toContain(route_key === "POST /execute" ? "execute-integration" : "api-integration")
    }
  })

  it("answer a ping and what is unknown on the socket itself", () => {
    expect(resource(plain, "aws_apigatewayv2_api", "websocket-api/api").route_selection_expression).toBe(
      "$request.body.action"
    )
    expect([...resources(plain, "aws_apigatewayv2_route_response").keys()].toSorted()).toEqual([
      "websocket-api/default-response",
      "websocket-api/ping-response"
    ])
  })

  it("open the stage after the routes", () => {
    for (const [path, { depends_on }] of resources(plain, "aws_apigatewayv2_stage")) {
      const own = [...resources(plain, "aws_apigatewayv2_route").keys()].filter((id) =>
        id.startsWith(path.split("/")[0]!)
      )
      expect((depends_on as ReadonlyArray<string>).filter((id) => /_route\./.test(id))).toHaveLength(own.length)
    }
  })

  it.for(both)("throttle, and log who came but never what they sent: %s", ([, stack]) => {
    for (const [, stage] of resources(stack, "aws_apigatewayv2_stage")) {
      expect(stage.default_route_settings).toMatchObject({
        throttling_burst_limit: expect.any(Number),
        throttling_rate_limit: expect.any(Number)
      })
      const { format } = stage.access_log_settings as { readonly format: string }
      expect(Object.keys(JSON.parse(format) as object)).toContain("status")
      expect(format).not.toMatch(/connectionId|querystring|authorizer\.claims/i)
    }
    const websocket = resource(stack, "aws_apigatewayv2_stage", "websocket-api/stage")
    expect(websocket.default_route_settings).toMatchObject({ data_trace_enabled: false, logging_level: "OFF" })
  })

  it("admit the page and the origins that are named, and no others", () => {
    const cors = (stack: Synthesized) =>
      resource(stack, "aws_apigatewayv2_api", "http-api/api").cors_configuration as {
        readonly allow_origins: ReadonlyArray<string>
      }
    const page = expect.stringMatching(/^https:\/\/\$\{aws_cloudfront_distribution\.[\w-]+\.domain_name\}$/)
    expect(cors(plain).allow_origins).toEqual([page])
    expect(cors(full).allow_origins).toEqual([page, "https://example.org", "https://docs.example.org"])
  })

  it("ask nobody for a token unless an issuer is set", () => {
    expect(resources(plain, "aws_apigatewayv2_authorizer").size).toBe(0)
    for (const [, route] of resources(plain, "aws_apigatewayv2_route")) {
      expect(route.authorization_type ?? "NONE").toBe("NONE")
    }
  })

  it("ask for one on $connect and on what runs programs if there is one", () => {
    const kinds = Object.fromEntries(
      [...resources(full, "aws_apigatewayv2_route").values()].map((route) => [
        String(route.route_key),
        route.authorization_type ?? "NONE"
      ])
    )
    expect(kinds).toEqual({
      "POST /execute": "JWT",
      "POST /execute/async": "JWT",
      "GET /health": "NONE",
      "GET /jobs/{job_id}": "NONE",
      "GET /openapi.json": "NONE",
      "GET /runtimes": "NONE",
      "GET /runtimes/{language}/examples": "NONE",
      $connect: "CUSTOM",
      $disconnect: "NONE",
      $default: "NONE",
      ping: "NONE"
    })
    expect(resource(full, "aws_apigatewayv2_authorizer", "http-api/authorizer")).toMatchObject({
      authorizer_type: "JWT",
      jwt_configuration: { issuer: "https://login.example.org", audience: ["glissade"] }
    })
    expect(resource(full, "aws_apigatewayv2_authorizer", "websocket-api/authorizer")).toMatchObject({
      authorizer_type: "REQUEST",
      identity_sources: ["route.request.querystring.token"]
    })
  })
})

describe("the worker's way back", () => {
  const endpoint = (stack: Synthesized) => environmentOf(stack, "worker").WEBSOCKET_ENDPOINT

  it("is the WebSocket API's address with its stage", () => {
    expect(endpoint(plain)).toMatch(/^\$\{aws_apigatewayv2_api\.websocket-api_\w+\.api_endpoint\}\/dev$/)
  })

  it("is the emulator's where AWS_ENDPOINT_URL names one, and the page goes there too", () => {
    const emulated = synthesize({ AWS_ENDPOINT_URL: "http://127.0.0.1:4566/" })
    expect(endpoint(emulated)).toMatch(
      /^http:\/\/127\.0\.0\.1:4566\/_aws\/execute-api\/\$\{aws_apigatewayv2_api\.websocket-api_\w+\.id\}\/dev$/
    )
    expect(resource(emulated, "aws_s3_object", "web/config").content).toContain("ws://127.0.0.1:4566/_aws/execute-api/")
    expect(Object.keys(emulated.resource).toSorted()).toEqual(Object.keys(plain.resource).toSorted())
  })
})

describe("results that are kept", () => {
  const on = synthesize({ GLISSADE_RESULT_STORE: "on" })
  const arn = /^\$\{aws_s3_bucket\.results_bucket_\w+\.arn\}\/results\/\*$/

  const storeStatements = (stack: Synthesized) =>
    [...resources(stack, "aws_iam_role_policy")].flatMap(([path, { policy }]) =>
      statementsOf(policy)
        .filter(({ Action }) => asList(Action).some((action) => action.startsWith("s3:")))
        .map(({ Action, Effect, Resource }) => ({ path, Effect, Action, Resource }))
    )

  it("are written by the worker and read by api, and by nobody else", () => {
    expect(storeStatements(on)).toEqual([
      { path: "functions/api/policy", Effect: "Allow", Action: ["s3:GetObject"], Resource: expect.stringMatching(arn) },
      {
        path: "functions/worker/policy",
        Effect: "Allow",
        Action: ["s3:PutObject"],
        Resource: expect.stringMatching(arn)
      }
    ])
    for (const name of ["api", "execute", "worker", "websocket"]) {
      expect(environmentOf(on, name).RESULT_BUCKET).toEqual(
        name === "api" || name === "worker"
          ? expect.stringMatching(/^\$\{aws_s3_bucket\.results_bucket_\w+\.bucket\}$/)
          : undefined
      )
    }
  })

  it("lie in a bucket that is closed and encrypted, and are gone after a day with no version left", () => {
    expect(resource(on, "aws_s3_bucket_public_access_block", "results/public-access")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true
    })
    expect(resource(on, "aws_s3_bucket_server_side_encryption_configuration", "results/encryption").rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }
    ])
    expect(resource(on, "aws_s3_bucket_ownership_controls", "results/ownership").rule).toEqual({
      object_ownership: "BucketOwnerEnforced"
    })
    expect(statementsOf(resource(on, "aws_s3_bucket_policy", "results/policy").policy)).toMatchObject([
      { Effect: "Deny", Principal: "*", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } }
    ])
    expect(resource(on, "aws_s3_bucket_lifecycle_configuration", "results/lifecycle").rule).toMatchObject([
      {
        status: "Enabled",
        filter: [{ prefix: "" }],
        expiration: [{ days: 1 }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }]
      }
    ])
    expect([...resources(on, "aws_s3_bucket_versioning").keys()]).toEqual(["web/versioning"])
  })

  it("are asked for at api, from pages too, with the job's key and no token", () => {
    const route = resource(full, "aws_apigatewayv2_route", "http-api/get-jobs-job-id-")
    expect(route).toMatchObject({
      route_key: "GET /jobs/{job_id}",
      authorization_type: "NONE",
      target: expect.stringContaining("api-integration")
    })
    const cors = resource(on, "aws_apigatewayv2_api", "http-api/api").cors_configuration as {
      readonly allow_headers: ReadonlyArray<string>
      readonly allow_methods: ReadonlyArray<string>
    }
    expect(cors.allow_headers).toContain("authorization")
    expect(cors.allow_headers).toContain("glissade-job-key")
    expect(cors.allow_methods).toEqual(["DELETE", "GET", "POST"])
  })

  it("add a bucket, its rules and a route, and change nothing else", () => {
    const paths = (stack: Synthesized) =>
      Object.keys(stack.resource).flatMap((type) => [...resources(stack, type).keys()].map((path) => `${type} ${path}`))
    const before = new Set(paths(plain))
    expect(
      paths(on)
        .filter((path) => !before.has(path))
        .toSorted()
    ).toEqual([
      "aws_apigatewayv2_route http-api/get-jobs-job-id-",
      "aws_s3_bucket results/bucket",
      "aws_s3_bucket_lifecycle_configuration results/lifecycle",
      "aws_s3_bucket_ownership_controls results/ownership",
      "aws_s3_bucket_policy results/policy",
      "aws_s3_bucket_public_access_block results/public-access",
      "aws_s3_bucket_server_side_encryption_configuration results/encryption"
    ])
  })

  it("are kept nowhere by default, and no function may reach a bucket then", () => {
    expect(storeStatements(plain)).toEqual([])
    for (const name of ["api", "worker"]) expect(environmentOf(plain, name)).not.toHaveProperty("RESULT_BUCKET")
    expect([...resources(plain, "aws_s3_bucket").keys()]).toEqual(["web/bucket"])
    expect(resource(plain, "aws_apigatewayv2_api", "http-api/api").cors_configuration).toMatchObject({
      allow_methods: ["GET", "POST"]
    })
  })
})

describe("the page", () => {
  it("lies in a bucket that is closed, encrypted and versioned", () => {
    expect(resource(plain, "aws_s3_bucket_public_access_block", "web/public-access")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true
    })
    expect(resources(plain, "aws_s3_bucket_server_side_encryption_configuration").size).toBe(1)
    expect(resource(plain, "aws_s3_bucket_versioning", "web/versioning").versioning_configuration).toEqual({
      status: "Enabled"
    })
    const statements = statementsOf(resource(plain, "aws_s3_bucket_policy", "web/policy").policy)
    expect(statements.map(({ Effect, Sid }) => [Effect, Sid])).toEqual([
      ["Allow", "Distribution"],
      ["Deny", "TlsOnly"]
    ])
  })

  it("is kept for good where its name has a hash, and asked for again elsewhere", () => {
    const objects = Object.fromEntries(
      [...resources(plain, "aws_s3_object").values()].map(({ cache_control, content_type, key }) => [
        String(key),
        [content_type, cache_control]
      ])
    )
    expect(objects).toEqual({
      "assets/index-AbCd1234.js": ["text/javascript; charset=utf-8", "public, max-age=31536000, immutable"],
      "config.json": ["application/json", "no-cache"],
      "index.html": ["text/html; charset=utf-8", "no-cache"]
    })
  })

  it("is served over TLS alone", () => {
    expect(resource(plain, "aws_cloudfront_distribution", "web/distribution").default_cache_behavior).toMatchObject({
      viewer_protocol_policy: "redirect-to-https"
    })
  })

  it("can be left out", () => {
    const without = synthesize({ GLISSADE_WEB: "off" })
    expect(Object.keys(without.resource).filter((type) => /s3|cloudfront/.test(type))).toEqual([])
    expect(without.output).not.toHaveProperty("web_url")
    expect(resource(without, "aws_apigatewayv2_api", "http-api/api")).not.toHaveProperty("cors_configuration")
  })
})

describe.for(both)("what operators see of %s", ([, stack]) => {
  const alarms = [...resources(stack, "aws_cloudwatch_metric_alarm").keys()].map((path) => path.split("/").at(-1)!)

  it("is an alarm for all that can go wrong", () => {
    const functions = functionNames.filter((name) => name !== "authorizer" || stack === full)
    expect(alarms.toSorted()).toEqual(
      [
        "dead-letters",
        "oldest-message",
        "http-faults",
        ...functions.flatMap((name) => [`${name}-errors`, `${name}-throttles`])
      ].toSorted()
    )
  })

  it("says in each alarm where the runbook has it", () => {
    for (const [, alarm] of resources(stack, "aws_cloudwatch_metric_alarm")) {
      expect(alarm.alarm_description).toMatch(/docs\/operations\.md: [A-Z]/)
    }
  })

  it("is told to the topics that are named", () => {
    for (const [, alarm] of resources(stack, "aws_cloudwatch_metric_alarm")) {
      expect(alarm.alarm_actions ?? []).toHaveLength(stack === plain ? 0 : 2)
    }
    expect(resources(stack, "aws_sns_topic").size).toBe(stack === plain ? 0 : 1)
  })

  it("is a dashboard that is valid JSON", () => {
    const { dashboard_body } = resource(stack, "aws_cloudwatch_dashboard", "observability/dashboard")
    expect((JSON.parse(String(dashboard_body)) as { readonly widgets: ReadonlyArray<unknown> }).widgets).toHaveLength(9)
  })

  it("is kept in log groups that are all made here, for so long and no longer", () => {
    const groups = [...resources(stack, "aws_cloudwatch_log_group").values()]
    expect(groups).toHaveLength(resources(stack, "aws_lambda_function").size + 2)
    for (const group of groups) expect(group.retention_in_days).toBe(stack === plain ? 7 : 90)
  })

  it("is tagged", () => {
    expect(stack.provider.aws[0]?.default_tags[0]?.tags).toEqual({
      Application: "glissade",
      Environment: stack === plain ? "dev" : "prod",
      ManagedBy: "terraform"
    })
  })
})

describe("tracing", () => {
  it("is off unless it is asked for", () => {
    for (const [, one] of resources(plain, "aws_lambda_function")) {
      expect(one.tracing_config).toEqual({ mode: "PassThrough" })
    }
    expect(Object.keys(environmentOf(plain, "worker")).filter((name) => name.startsWith("OTEL"))).toEqual([])
    expect(Object.keys(plain.variable)).toEqual(["live_versions"])
  })

  it("is X-Ray's for all but execute", () => {
    for (const name of functionNames) {
      const traced = name !== "execute"
      expect(lambda(full, name).tracing_config).toEqual({ mode: traced ? "Active" : "PassThrough" })
      expect(actionsOf(full, name).some((action) => action.startsWith("xray:"))).toBe(traced)
    }
  })

  it("goes to the collector that is named, with headers that are in no file", () => {
    for (const name of functionNames) {
      expect(environmentOf(full, name)).toMatchObject({
        OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example.org",
        OTEL_EXPORTER_OTLP_HEADERS: "${var.otlp_headers}",
        OTEL_SERVICE_NAME: `glissade-${name}`
      })
    }
    expect(full.variable.otlp_headers).toMatchObject({ sensitive: true, default: "" })
  })
})

describe("state", () => {
  it("is beside the stacks by default, whatever machine it is", () => {
    expect(plain.terraform.backend).toEqual({ local: { path: "../../../terraform.dev.tfstate" } })
  })

  it("is in a bucket with a lock file where one is named", () => {
    expect(full.terraform.backend).toEqual({
      s3: { bucket: "states", key: "glissade/prod.tfstate", region: "eu-west-1", encrypt: true, use_lockfile: true }
    })
  })

  it("is left to who applies the JSON where that is asked for", () => {
    expect(synthesize({ GLISSADE_STATE: "none" }).terraform).not.toHaveProperty("backend")
  })
})

describe("environments", () => {
  it.for(Object.keys(environments) as ReadonlyArray<keyof typeof environments>)("%s has names of its own", (name) => {
    const stack = name === "dev" ? plain : synthesize({ GLISSADE_ENVIRONMENT: name })
    expect(resource(stack, "aws_sqs_queue", "messaging/executions").name).toBe(`glissade-${name}-executions.fifo`)
    for (const [, one] of resources(stack, "aws_lambda_function")) {
      expect(one.function_name).toMatch(new RegExp(`^glissade-${name}-`))
    }
  })

  it("reserve at least what the mapping may use", () => {
    for (const { reservedConcurrency, workerConcurrency } of Object.values(environments)) {
      if (reservedConcurrency.worker !== undefined) {
        expect(reservedConcurrency.worker).toBeGreaterThanOrEqual(workerConcurrency)
      }
      expect(workerConcurrency).toBeGreaterThanOrEqual(2)
    }
    expect(lambda(full, "worker").reserved_concurrent_executions).toBe(200)
    expect(lambda(plain, "worker")).not.toHaveProperty("reserved_concurrent_executions")
  })

  it("allow no run that a function could not outlast", () => {
    for (const { longestRunSeconds } of Object.values(environments)) {
      expect(longestRunSeconds + workerGraceSeconds).toBeLessThanOrEqual(900)
    }
  })
})

describe("outputs", () => {
  it("have their exact names", () => {
    expect(Object.keys(plain.output).toSorted()).toEqual([
      "dashboard_url",
      "dead_letter_queue_url",
      "execution_queue_url",
      "http_endpoint",
      "web_url",
      "websocket_endpoint"
    ])
    expect(plain.output.http_endpoint?.value).toMatch(/^\$\{aws_apigatewayv2_stage\.http-api_stage_\w+\.invoke_url\}$/)
  })
})
