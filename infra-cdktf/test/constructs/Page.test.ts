import { createHash } from "node:crypto"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { originSecretHeader } from "../../../packages/aws/src/OriginSecret.ts"
import { describe, expect, it } from "vitest"
import { both, evaluated, module } from "../../evaluate/Evaluations.ts"
import { blockOf, eachOf, functionsIn, resourceOf, statementsOf, variablesOf } from "../Read.ts"
import type { Block } from "../../evaluate/Stack.ts"
import { placedAt } from "../../evaluate/Stack.ts"

const { emulated, full, guarded, pageless, plain } = evaluated

const distributionOf = (set: typeof plain) => resourceOf(set, "aws_cloudfront_distribution", "web/distribution")

const originsOf = (set: typeof plain) =>
  Object.fromEntries((distributionOf(set).origin as ReadonlyArray<Block>).map((one) => [String(one.origin_id), one]))

describe.for(both)("the page of %s", ([, set]) => {
  it("is read by its distribution alone", () => {
    const allowed = statementsOf(resourceOf(set, "aws_s3_bucket_policy", "web/policy").policy).filter(
      ({ Effect }) => Effect === "Allow"
    )
    expect(allowed).toEqual([
      {
        Sid: "Distribution",
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::web-files-bucket/*",
        Condition: { StringEquals: { "AWS:SourceArn": distributionOf(set).arn } }
      }
    ])
  })

  it("keeps earlier versions for 30 days", () => {
    expect(resourceOf(set, "aws_s3_bucket_versioning", "web/versioning").versioning_configuration).toMatchObject([
      { status: "Enabled" }
    ])
    expect(blockOf(resourceOf(set, "aws_s3_bucket_lifecycle_configuration", "web/lifecycle"), "rule")).toMatchObject({
      status: "Enabled",
      expiration: [],
      noncurrent_version_expiration: [{ noncurrent_days: 30 }]
    })
  })

  it("is served over TLS alone", () => {
    expect(blockOf(distributionOf(set), "default_cache_behavior")).toMatchObject({
      target_origin_id: "page",
      viewer_protocol_policy: "redirect-to-https",
      allowed_methods: ["GET", "HEAD"]
    })
  })

  it("has two origins: its bucket, and the stage of the HTTP API", () => {
    const { api, page, ...others } = originsOf(set)
    expect(others).toEqual({})
    expect(page).toMatchObject({
      domain_name: resourceOf(set, "aws_s3_bucket", "web/files/bucket").bucket_regional_domain_name,
      origin_access_control_id: resourceOf(set, "aws_cloudfront_origin_access_control", "web/access").id,
      custom_origin_config: [],
      custom_header: []
    })
    expect(api).toMatchObject({
      domain_name: "http-api-api.execute-api.eu-west-1.amazonaws.com",
      origin_path: set === plain ? "/dev" : "/prod"
    })
    expect(blockOf(api!, "custom_origin_config")).toMatchObject({
      origin_protocol_policy: "https-only",
      origin_ssl_protocols: ["TLSv1.2"],
      // An HTTP API waits for 30 s.
      origin_read_timeout: 31
    })
  })

  it("leads to the API, whose answers are never kept, and which gets every request as it came", () => {
    const behaviors = (distributionOf(set).ordered_cache_behavior as ReadonlyArray<Block>).filter(
      ({ target_origin_id }) => target_origin_id !== "page"
    )
    for (const behavior of behaviors) {
      expect(behavior).toMatchObject({
        target_origin_id: "api",
        viewer_protocol_policy: "https-only",
        // CloudFront's own CachingDisabled and AllViewerExceptHostHeader.
        cache_policy_id: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        origin_request_policy_id: "b689b0a8-53d0-40ab-baf2-68738e2966ac"
      })
      expect(behavior.allowed_methods).toContain("POST")
    }
    const patterns = behaviors.map(({ path_pattern }) => String(path_pattern).replace("*", ""))
    for (const [path, { route_key }] of eachOf(set, "aws_apigatewayv2_route")) {
      const route = String(route_key).split(" ")[1]
      if (!path.startsWith("http-api/")) continue
      expect(patterns.some((pattern) => (pattern.endsWith("/") ? route?.startsWith(pattern) : route === pattern))).toBe(
        true
      )
    }
  })

  it("compiles WebAssembly in the worker that formats Python alone, which may do nothing else", () => {
    const formatter = resourceOf(set, "aws_cloudfront_response_headers_policy", "web/formatter-headers")
    const security = blockOf(formatter, "security_headers_config")
    expect(blockOf(security, "content_security_policy").content_security_policy).toBe(
      "default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src 'self'; base-uri 'none'; frame-ancestors 'self'"
    )
    const behaviors = distributionOf(set).ordered_cache_behavior as ReadonlyArray<Block>
    const [behavior, ...others] = behaviors.filter(({ target_origin_id }) => target_origin_id === "page")
    expect(others).toEqual([])
    expect(behavior).toMatchObject({
      path_pattern: "/assets/PythonFormat-*.js",
      response_headers_policy_id: formatter.id,
      // CloudFront's own CachingOptimized.
      cache_policy_id: "658327ea-f89d-4fab-a63d-7e88639e58f6"
    })
    // The build calls it so.
    const workers = readdirSync(join(import.meta.dirname, "../../../web/dist/assets")).filter((name) =>
      /^PythonFormat-.*\.js$/.test(name)
    )
    expect(workers).toHaveLength(1)
  })

  it("may connect to its own origin, the WebSocket and the issuer, and to nothing else", () => {
    const headers = resourceOf(set, "aws_cloudfront_response_headers_policy", "web/headers")
    const security = blockOf(headers, "security_headers_config")
    const policy = String(blockOf(security, "content_security_policy").content_security_policy)
    const directives = Object.fromEntries(policy.split("; ").map((one) => [one.split(" ")[0], one.split(" ").slice(1)]))
    expect(directives["connect-src"]).toEqual(
      set === plain
        ? ["'self'", "wss://websocket-api-stage.example"]
        : ["'self'", "wss://ws.example.org", "https://login.example.org"]
    )
    expect(directives).toMatchObject({
      "default-src": ["'self'"],
      "script-src": ["'self'"],
      "object-src": ["'none'"],
      "base-uri": ["'none'"],
      "frame-ancestors": ["'self'"]
    })
    expect(blockOf(security, "strict_transport_security").access_control_max_age_sec).toBe(365 * 24 * 60 * 60)
    expect(blockOf(distributionOf(set), "default_cache_behavior").response_headers_policy_id).toBe(headers.id)
  })

  it("is uploaded by its function, once what it needs is there and again with each version", () => {
    const invocation = resourceOf(set, "aws_lambda_invocation", "web/uploaded")
    expect(invocation).toMatchObject({ qualifier: "live", triggers: { version: "7" } })
    expect(JSON.parse(String(invocation.input))).toEqual({
      bucket: "web-files-bucket",
      config: { webSocketUrl: set.outputs.websocket_endpoint }
    })
    expect(placedAt(module, "aws_lambda_invocation", "web/uploaded").block.depends_on).toEqual(
      expect.arrayContaining([
        placedAt(module, "aws_s3_bucket_policy", "web/policy").address,
        placedAt(module, "aws_s3_bucket_versioning", "web/versioning").address
      ])
    )
  })
})

describe("the page beside an emulator", () => {
  it("connects there, and to the issuer", () => {
    const { input } = resourceOf(emulated, "aws_lambda_invocation", "web/uploaded")
    expect(JSON.parse(String(input))).toMatchObject({
      config: { webSocketUrl: "ws://127.0.0.1:4566/_aws/execute-api/websocket-api-api/dev" }
    })
    const headers = resourceOf(emulated, "aws_cloudfront_response_headers_policy", "web/headers")
    expect(JSON.stringify(headers)).toContain("connect-src 'self' ws://127.0.0.1:4566 http://127.0.0.1:9000;")
  })

  it("has the resources that it has on AWS", () => {
    const types = (set: typeof plain) => [...set.resources.keys()].filter((path) => / web\//.test(path)).toSorted()
    expect(types(emulated)).toEqual(types(plain))
  })
})

describe("the secret of the distribution", () => {
  it("is sent to the API alone, and only where there is one", () => {
    expect(originsOf(plain).api!.custom_header).toEqual([])
    expect(blockOf(originsOf(full).api!, "custom_header")).toEqual({
      name: originSecretHeader,
      value: "from-ssm"
    })
  })

  it("is known by its hash to the functions that compare it, and to no other", () => {
    const sha256 = createHash("sha256").update("from-ssm").digest("hex")
    for (const name of functionsIn(guarded)) {
      const variables = variablesOf(guarded, name)
      expect(variables.ORIGIN_SECRET_SHA256).toBe(name === "api" || name === "execute" ? sha256 : undefined)
      expect(Object.values(variables)).not.toContain("from-ssm")
    }
    // Where it is sent and not demanded, it can reach all of the distribution first.
    for (const set of [plain, full]) {
      for (const name of functionsIn(set)) expect(variablesOf(set, name)).not.toHaveProperty("ORIGIN_SECRET_SHA256")
    }
  })
})

describe("a deployment without the page", () => {
  it("has no bucket of it, no distribution and no function that uploads it", () => {
    const kept = [...pageless.resources.keys()]
    expect(kept.filter((path) => /^aws_cloudfront_| web\/| web-acl\//.test(path))).toEqual([])
    expect(kept.filter((path) => path.startsWith("aws_s3_bucket "))).toEqual(["aws_s3_bucket results/bucket"])
    expect(functionsIn(pageless)).not.toContain("page")
  })

  it("says so in its outputs", () => {
    expect(pageless.outputs).toMatchObject({ web_url: "", distribution_id: "", distribution_domain_name: "" })
    expect(pageless.outputs.function_names).not.toHaveProperty("page")
  })
})
