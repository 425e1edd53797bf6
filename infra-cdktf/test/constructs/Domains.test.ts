import { describe, expect, it } from "vitest"
import { evaluated, module } from "../../evaluate/Evaluations.ts"
import { blockOf, eachOf, resourceOf, resourcesOf } from "../Read.ts"
import type { Block } from "../../evaluate/Stack.ts"
import { placedIn, withoutUnset } from "../../evaluate/Stack.ts"

const { full, plain } = evaluated

describe("domains", () => {
  it("are AWS's own by default", () => {
    for (const type of ["aws_acm_certificate", "aws_apigatewayv2_domain_name", "aws_route53_record"]) {
      expect(resourcesOf(plain, type).size).toBe(0)
    }
    const distribution = resourceOf(plain, "aws_cloudfront_distribution", "web/distribution")
    expect(distribution.aliases ?? []).toEqual([])
    expect(blockOf(distribution, "viewer_certificate")).toMatchObject({
      cloudfront_default_certificate: true,
      acm_certificate_arn: null
    })
  })

  it("are each the page's, the HTTP API's or the WebSocket's, with a certificate that DNS validates", () => {
    const certificates = eachOf(full, "aws_acm_certificate").map(([, { domain_name, validation_method }]) => {
      expect(validation_method).toBe("DNS")
      return domain_name
    })
    expect(certificates.toSorted()).toEqual(["api.example.org", "run.example.org", "ws.example.org"])
    const records = eachOf(full, "aws_route53_record").flatMap(([, record]) => {
      expect(record.zone_id).toBe("Z0123456789ABC")
      return record.type === "CNAME" ? [record.name] : []
    })
    expect(records).toHaveLength(3)
  })

  it("lead to the distribution by IPv4 and IPv6, and to each API", () => {
    const aliases = eachOf(full, "aws_route53_record").flatMap(([, record]) => {
      const [alias] = record.alias as ReadonlyArray<Block>
      return alias === undefined ? [] : [[record.name, record.type, alias.name]]
    })
    const target = (path: string) =>
      blockOf(resourceOf(full, "aws_apigatewayv2_domain_name", path), "domain_name_configuration").target_domain_name
    const { domain_name } = resourceOf(full, "aws_cloudfront_distribution", "web/distribution")
    expect(aliases.toSorted()).toEqual([
      ["api.example.org", "A", target("domains/http/name")],
      ["run.example.org", "A", domain_name],
      ["run.example.org", "AAAA", domain_name],
      ["ws.example.org", "A", target("domains/websocket/name")]
    ])
  })

  it("want TLS 1.2, and their certificate once it is valid", () => {
    for (const [path, domain] of eachOf(full, "aws_apigatewayv2_domain_name")) {
      expect(blockOf(domain, "domain_name_configuration")).toMatchObject({
        security_policy: "TLS_1_2",
        endpoint_type: "REGIONAL",
        certificate_arn: resourceOf(full, "aws_acm_certificate_validation", path.replace("/name", "/tls/validation"))
          .certificate_arn
      })
    }
    expect(
      blockOf(resourceOf(full, "aws_cloudfront_distribution", "web/distribution"), "viewer_certificate")
    ).toMatchObject({
      acm_certificate_arn: resourceOf(full, "aws_acm_certificate_validation", "domains/page/tls/validation")
        .certificate_arn,
      ssl_support_method: "sni-only",
      minimum_protocol_version: "TLSv1.2_2021"
    })
  })

  it("of APIs are mapped to their stages", () => {
    for (const api of ["http", "websocket"]) {
      expect(resourceOf(full, "aws_apigatewayv2_api_mapping", `domains/${api}/mapping`)).toMatchObject({
        api_id: `${api}-api-api`,
        stage: `${api}-api-stage`,
        domain_name: resourceOf(full, "aws_apigatewayv2_domain_name", `domains/${api}/name`).id
      })
    }
  })
})

describe("the web ACL", () => {
  it("is not there by default", () => {
    expect(resourcesOf(plain, "aws_wafv2_web_acl").size).toBe(0)
    expect(resourceOf(plain, "aws_cloudfront_distribution", "web/distribution").web_acl_id ?? null).toBeNull()
  })

  it("protects the distribution by a rate and a list of addresses, and looks into no program", () => {
    const acl = resourceOf(full, "aws_wafv2_web_acl", "web-acl/acl")
    expect(acl.scope).toBe("CLOUDFRONT")
    expect(resourceOf(full, "aws_cloudfront_distribution", "web/distribution").web_acl_id).toBe(acl.arn)
    const rules = (acl.rule as ReadonlyArray<Block>).map((rule) => [
      rule.name,
      withoutUnset(blockOf(rule, "statement"))
    ])
    expect(rules).toEqual([
      ["rate", { rate_based_statement: [{ aggregate_key_type: "IP", limit: 500 }] }],
      [
        "known-bad-addresses",
        { managed_rule_group_statement: [{ vendor_name: "AWS", name: "AWSManagedRulesAmazonIpReputationList" }] }
      ]
    ])
  })
})

describe("what CloudFront takes from us-east-1 alone", () => {
  it("is made there: its certificate and its web ACL, and nothing else", () => {
    const elsewhere = placedIn(module.resource).flatMap(({ block: { provider = "aws" }, path }) => {
      if (provider === "aws") return []
      expect(provider).toBe("aws.us_east_1")
      return [path]
    })
    expect(elsewhere.toSorted()).toEqual(["domains/page/tls/certificate", "domains/page/tls/validation", "web-acl/acl"])
  })
})

describe("the budget", () => {
  it("is not there by default", () => {
    expect(resourcesOf(plain, "aws_budgets_budget").size).toBe(0)
  })

  it("counts what has the deployment's tag, and tells at 80 %, at 100 % and when the forecast exceeds it", () => {
    const budget = resourceOf(full, "aws_budgets_budget", "budget/month")
    expect(budget).toMatchObject({ limit_amount: "100", limit_unit: "USD", time_unit: "MONTHLY" })
    // The form of AWS: user:<key>$<value>.
    expect(budget.cost_filter).toEqual([{ name: "TagKeyValue", values: ["user:Deployment$code-prod"] }])
    const notifications = (budget.notification as ReadonlyArray<Block>).map((one) => {
      expect(one.subscriber_email_addresses).toEqual(["team@example.org"])
      return [one.notification_type, one.threshold]
    })
    expect(new Set(notifications)).toEqual(
      new Set([
        ["ACTUAL", 80],
        ["ACTUAL", 100],
        ["FORECASTED", 100]
      ])
    )
  })
})
