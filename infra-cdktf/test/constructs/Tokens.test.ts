import { describe, expect, it } from "vitest"
import { evaluated } from "../../evaluate/Evaluations.ts"
import { eachOf, functionsIn, resourceOf, resourcesOf, variablesOf } from "../Read.ts"

const { emulated, full, plain } = evaluated

const authorizations = (set: typeof plain) =>
  Object.fromEntries(
    [...resourcesOf(set, "aws_apigatewayv2_route").values()].map((route) => [
      String(route.route_key),
      route.authorization_type ?? "NONE"
    ])
  )

describe("without an issuer", () => {
  it("nobody is asked for a token, and there is no authorizer", () => {
    expect(new Set(Object.values(authorizations(plain)))).toEqual(new Set(["NONE"]))
    for (const [, { authorizer_id }] of eachOf(plain, "aws_apigatewayv2_route")) expect(authorizer_id).toBeNull()
    expect(resourcesOf(plain, "aws_apigatewayv2_authorizer").size).toBe(0)
    expect(functionsIn(plain)).not.toContain("authorizer")
    expect(plain.outputs.function_names).not.toHaveProperty("authorizer")
  })
})

describe.for([
  ["an issuer", full],
  ["an issuer beside an emulator", emulated]
] as const)("with %s", ([, set]) => {
  it("a token is asked for on $connect and on what runs programs", () => {
    expect(authorizations(set)).toEqual({
      "POST /execute": "CUSTOM",
      "POST /execute/async": "CUSTOM",
      "GET /health": "NONE",
      // With the job's key.
      ...(set === full ? { "GET /jobs/{job_id}": "NONE" } : {}),
      "GET /openapi.json": "NONE",
      "GET /runtimes": "NONE",
      "GET /runtimes/{language}/examples": "NONE",
      $connect: "CUSTOM",
      $disconnect: "NONE",
      $default: "NONE",
      ping: "NONE"
    })
  })

  it("each route that asks has its API's authorizer", () => {
    for (const [path, { authorization_type, authorizer_id }] of eachOf(set, "aws_apigatewayv2_route")) {
      if (authorization_type !== "CUSTOM") continue
      const authorizer = path.startsWith("http-api/") ? "http-api/token-authorizer" : "websocket-api/token-authorizer"
      expect(authorizer_id).toBe(resourceOf(set, "aws_apigatewayv2_authorizer", authorizer).id)
    }
  })

  it("one function decides for both APIs", () => {
    const { invoke_arn } = resourceOf(set, "aws_lambda_alias", "functions/authorizer/live")
    const authorizers = [...resourcesOf(set, "aws_apigatewayv2_authorizer").values()]
    expect(authorizers.map(({ authorizer_uri }) => authorizer_uri)).toEqual([invoke_arn, invoke_arn])
  })

  it("it sees callers without a token too, and a new token at once", () => {
    for (const [, authorizer] of eachOf(set, "aws_apigatewayv2_authorizer")) {
      expect(authorizer).toMatchObject({ authorizer_type: "REQUEST", identity_sources: null, jwt_configuration: [] })
    }
    expect(resourceOf(set, "aws_apigatewayv2_authorizer", "http-api/token-authorizer")).toMatchObject({
      authorizer_payload_format_version: "2.0",
      enable_simple_responses: true,
      authorizer_result_ttl_in_seconds: 0
    })
  })

  it("each API may call it for its own authorizer alone", () => {
    const arns = ["functions/authorizer/http-permission", "functions/authorizer/permission"].map(
      (path) => resourceOf(set, "aws_lambda_permission", path).source_arn
    )
    expect(arns).toEqual([
      "arn:aws:execute-api:eu-west-1:123456789012:http-api-api/authorizers/http-api-token-authorizer",
      "arn:aws:execute-api:eu-west-1:123456789012:websocket-api-api/authorizers/websocket-api-token-authorizer"
    ])
  })
})

describe("the function that decides", () => {
  it("knows whose tokens it takes", () => {
    expect(variablesOf(full, "authorizer")).toMatchObject({
      JWT_ISSUER: "https://login.example.org/realms/main",
      JWT_AUDIENCE: "glissade"
    })
  })

  it("refuses callers without a token unless that is set", () => {
    expect(variablesOf(full, "authorizer").ANONYMOUS_CALLERS).toBe("refused")
    expect(variablesOf(emulated, "authorizer").ANONYMOUS_CALLERS).toBe("allowed")
  })
})
