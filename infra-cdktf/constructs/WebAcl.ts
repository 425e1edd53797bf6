import { Wafv2WebAcl } from "@cdktf/provider-aws/lib/wafv2-web-acl/index.js"
import type { TerraformProvider } from "cdktf"
import { Construct } from "constructs"
import { number } from "../settings/Variables.ts"
import type { Place } from "./Place.ts"

/**
 * The web ACL of the distribution: a rate by address, and AWS's list of addresses that are known to be bad. No rule inspects bodies: they
 * are programs, which look like attacks to rules that know web forms.
 */
export class WebAcl extends Construct {
  readonly acl: Wafv2WebAcl

  /** `usEast1`: CloudFront takes web ACLs from there alone. */
  constructor(scope: Construct, id: string, { prefix }: Place, usEast1: TerraformProvider) {
    super(scope, id)
    const visibility = (name: string) => ({
      cloudwatchMetricsEnabled: true,
      metricName: `${prefix}-${name}`,
      sampledRequestsEnabled: false
    })
    this.acl = new Wafv2WebAcl(this, "acl", {
      provider: usEast1,
      name: prefix,
      scope: "CLOUDFRONT",
      defaultAction: { allow: {} },
      visibilityConfig: visibility("requests"),
      rule: [
        {
          name: "rate",
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: { rate_based_statement: { aggregate_key_type: "IP", limit: number("waf_requests") } },
          visibilityConfig: visibility("rate")
        },
        {
          name: "known-bad-addresses",
          priority: 1,
          overrideAction: { none: {} },
          statement: {
            managed_rule_group_statement: { vendor_name: "AWS", name: "AWSManagedRulesAmazonIpReputationList" }
          },
          visibilityConfig: visibility("known-bad-addresses")
        }
      ]
    })
  }
}
