import { describe, expect, it } from "vitest"
import { evaluated } from "../../evaluate/Evaluations.ts"
import {
  asList,
  blockOf,
  functionsIn,
  permissionsOf,
  resourceOf,
  resourcesOf,
  statementsOf,
  variablesOf
} from "../Read.ts"

const { full, plain } = evaluated

/** What functions may do with a bucket, but for the function that uploads the page. */
const storePermissions = (set: typeof plain) =>
  functionsIn(set)
    .filter((name) => name !== "page")
    .flatMap((name) =>
      permissionsOf(set, name)
        .filter(({ Action }) => asList(Action).some((action) => action.startsWith("s3:")))
        .map(({ Action, Effect, Resource }) => ({ name, Effect, Action, Resource }))
    )

describe("results that are kept", () => {
  it("are written by the worker and read by api, and by nobody else", () => {
    const Resource = "arn:aws:s3:::results-bucket/results/*"
    expect(storePermissions(full)).toEqual([
      { name: "api", Effect: "Allow", Action: ["s3:GetObject"], Resource },
      { name: "worker", Effect: "Allow", Action: ["s3:PutObject"], Resource }
    ])
    for (const name of functionsIn(full)) {
      expect(variablesOf(full, name).RESULT_BUCKET).toBe(
        name === "api" || name === "worker" ? "results-bucket" : undefined
      )
    }
  })

  it("are gone after a day, with no version left", () => {
    expect(
      blockOf(resourceOf(full, "aws_s3_bucket_lifecycle_configuration", "results/lifecycle"), "rule")
    ).toMatchObject({
      status: "Enabled",
      filter: [{ prefix: "" }],
      expiration: [{ days: 1 }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }]
    })
    expect([...resourcesOf(full, "aws_s3_bucket_versioning").keys()]).toEqual(["web/versioning"])
  })

  it("are asked for at api, from pages of named origins too, with the job's key and no token", () => {
    const route = resourceOf(full, "aws_apigatewayv2_route", "http-api/get-jobs-job-id-")
    expect(route).toMatchObject({
      route_key: "GET /jobs/{job_id}",
      authorization_type: "NONE",
      authorizer_id: null,
      target: "integrations/http-api-api-integration"
    })
    const cors = blockOf(resourceOf(full, "aws_apigatewayv2_api", "http-api/api"), "cors_configuration")
    expect(cors.allow_headers).toEqual(expect.arrayContaining(["authorization", "glissade-job-key"]))
    expect(cors.allow_methods).toEqual(["DELETE", "GET", "POST", "PUT"])
  })

  it("are kept nowhere by default, and no function may reach a bucket then", () => {
    expect(storePermissions(plain)).toEqual([])
    for (const name of functionsIn(plain)) expect(variablesOf(plain, name)).not.toHaveProperty("RESULT_BUCKET")
    expect([...resourcesOf(plain, "aws_s3_bucket").keys()]).toEqual(["web/files/bucket"])
  })
})

describe.for([
  ["results", "results", "results/policy", "results-bucket"],
  ["the page", "web/files", "web/policy", "web-files-bucket"]
] as const)("the bucket of %s", ([, path, policyPath, bucket]) => {
  it("is closed to the public, and has no ACLs", () => {
    expect(resourceOf(full, "aws_s3_bucket_public_access_block", `${path}/public-access`)).toMatchObject({
      bucket,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true
    })
    expect(blockOf(resourceOf(full, "aws_s3_bucket_ownership_controls", `${path}/ownership`), "rule")).toEqual({
      object_ownership: "BucketOwnerEnforced"
    })
  })

  it("is reached by TLS alone", () => {
    const { policy } = resourceOf(full, "aws_s3_bucket_policy", policyPath)
    expect(statementsOf(policy)).toContainEqual({
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } }
    })
  })

  it("is encrypted by the key that is set", () => {
    const rule = blockOf(
      resourceOf(full, "aws_s3_bucket_server_side_encryption_configuration", `${path}/encryption`),
      "rule"
    )
    expect(rule.bucket_key_enabled).toBe(true)
    expect(blockOf(rule, "apply_server_side_encryption_by_default")).toEqual({
      sse_algorithm: "aws:kms",
      kms_master_key_id: "arn:aws:kms:eu-west-1:123456789012:key/0000"
    })
  })
})

describe("a bucket without a key of one's own", () => {
  it("is encrypted by S3's", () => {
    const rule = blockOf(
      resourceOf(plain, "aws_s3_bucket_server_side_encryption_configuration", "web/files/encryption"),
      "rule"
    )
    expect(blockOf(rule, "apply_server_side_encryption_by_default")).toEqual({
      sse_algorithm: "AES256",
      kms_master_key_id: null
    })
  })
})
