import { describe, expect, it } from "vitest"
import { both, evaluated, module } from "../../evaluate/Evaluations.ts"
import { eachOf } from "../Read.ts"
import { full as inputs } from "../../evaluate/Sets.ts"

const { full, plain } = evaluated

describe.for(both)("all resources of %s", ([, set]) => {
  const prefix = set === plain ? "glissade-dev" : "code-prod"

  it("have the tags of the environment, if they can have some", () => {
    const tags = {
      Application: "glissade",
      Deployment: prefix,
      Environment: set === plain ? "dev" : "prod",
      ManagedBy: "terraform"
    }
    const taggable = [...set.resources].filter(([, values]) => "tags" in values || "tags_all" in values)
    expect(taggable.length).toBeGreaterThan(40)
    for (const [path, values] of taggable) {
      expect(values.tags, path).toEqual(set === plain ? tags : { ...inputs.tags, ...tags })
    }
  })

  it("have names of their own environment", () => {
    const names = [...set.resources].flatMap(([path, values]) =>
      ["name", "function_name", "bucket_prefix", "alarm_name", "dashboard_name"].flatMap((attribute) => {
        const value = values[attribute]
        // Names within something that has one of its own, and a mapping's reference to its function.
        const within = /^aws_(?:lambda_alias|route53_record|apigatewayv2_stage|lambda_event_source_mapping) /
        return typeof value !== "string" || within.test(path) ? [] : [[path, value] as const]
      })
    )
    expect(names.length).toBeGreaterThan(50)
    for (const [path, name] of names) {
      if (path === "aws_ssm_parameter guards/gateway-log-role") continue
      expect(name, path).toMatch(new RegExp(`^(?:/aws/\\w+/|/glissade/deployments/|alias/)?${prefix}(?:[-.]|$)`))
    }
  })
})

describe("roles", () => {
  it("are at the path, and within the boundary, that are set", () => {
    for (const [, role] of eachOf(full, "aws_iam_role")) {
      expect(role).toMatchObject({ path: "/service/", permissions_boundary: inputs.permissions_boundary_arn })
    }
    for (const [, role] of eachOf(plain, "aws_iam_role")) {
      expect(role).toMatchObject({ path: "/", permissions_boundary: null })
    }
  })
})

describe("the KMS key that is set", () => {
  it.for([
    ["aws_sqs_queue", "kms_master_key_id", 2],
    ["aws_cloudwatch_log_group", "kms_key_id", 8],
    ["aws_sns_topic", "kms_master_key_id", 2],
    ["aws_lambda_function", "kms_key_arn", 6]
  ] as const)("encrypts each %s", ([type, attribute, count]) => {
    const all = eachOf(full, type)
    expect(all).toHaveLength(count)
    for (const [path, values] of all) expect(values[attribute], path).toBe(inputs.kms_key_arn)
  })

  it("encrypts each bucket", () => {
    const buckets = eachOf(full, "aws_s3_bucket").map(([, { bucket }]) => bucket)
    const encrypted = eachOf(full, "aws_s3_bucket_server_side_encryption_configuration").map(([, one]) => {
      expect(JSON.stringify(one)).toContain(inputs.kms_key_arn)
      return one.bucket
    })
    expect(encrypted.toSorted()).toEqual(buckets.toSorted())
  })

  it("is nobody's business where none is set", () => {
    for (const [path, values] of plain.resources) expect(JSON.stringify(values), path).not.toContain(":key/")
  })
})

describe("no resource", () => {
  it("names AWS's own partition or DNS suffix, which differ in China and GovCloud", () => {
    const text = JSON.stringify(module.resource)
    expect(text).not.toMatch(/arn:aws:/)
    // Service principals are the same everywhere.
    expect([...text.matchAll(/[\w.-]*\.amazonaws\.com/g)].map(([name]) => name)).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^(?!(?:lambda|apigateway|cloudfront|cloudwatch)\.)/)])
    )
  })
})
