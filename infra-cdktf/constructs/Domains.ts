import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation/index.js"
import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate/index.js"
import { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping/index.js"
import type { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js"
import { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name/index.js"
import type { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js"
import type { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution/index.js"
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record/index.js"
import type { TerraformProvider } from "cdktf"
import { Construct } from "constructs"
import { onlyIf } from "../Counts.ts"
import { attributeOf, expression } from "../Hcl.ts"
import type { InputName } from "../settings/Variables.ts"
import { text } from "../settings/Variables.ts"

/** A certificate of ACM for the domain of an input, with the record by which ACM validates it. */
class Certificate extends Construct {
  /** The ARN, once it is valid. */
  readonly arn: string

  constructor(scope: Construct, id: string, domain: InputName, provider?: TerraformProvider) {
    super(scope, id)
    const certificate = new AcmCertificate(this, "certificate", {
      domainName: text(domain),
      validationMethod: "DNS",
      lifecycle: { createBeforeDestroy: true },
      ...(provider === undefined ? {} : { provider })
    })
    const option = (attribute: string) =>
      expression(`tolist(${attributeOf(certificate, "domain_validation_options")})[0].${attribute}`)
    const record = new Route53Record(this, "record", {
      zoneId: text("hosted_zone_id"),
      name: option("resource_record_name"),
      type: option("resource_record_type"),
      records: [option("resource_record_value")],
      ttl: 300,
      allowOverwrite: true
    })
    const validation = new AcmCertificateValidation(this, "validation", {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
      ...(provider === undefined ? {} : { provider })
    })
    this.arn = validation.certificateArn
  }
}

/** The alias records of a name, for IPv4 and, where the target has it, IPv6. */
const addRecords = (
  scope: Construct,
  id: string,
  domain: InputName,
  target: { readonly name: string; readonly zoneId: string },
  types: ReadonlyArray<"A" | "AAAA">
) => {
  for (const type of types) {
    new Route53Record(scope, `${id}-${type.toLowerCase()}`, {
      zoneId: text("hosted_zone_id"),
      name: text(domain),
      type,
      alias: { ...target, evaluateTargetHealth: false }
    })
  }
}

/** Domains of one's own for the page, the HTTP API and the WebSocket API, each where its setting names one. */
export class Domains extends Construct {
  readonly pageCertificateArn: string

  /** `usEast1`: CloudFront takes certificates from there alone. */
  constructor(scope: Construct, id: string, usEast1: TerraformProvider) {
    super(scope, id)
    const page = new Construct(this, "page")
    this.pageCertificateArn = new Certificate(page, "tls", "page_domain", usEast1).arn
    onlyIf("var.page_domain != null", page)
  }

  servePage({ domainName, hostedZoneId }: CloudfrontDistribution): void {
    const records = new Construct(this, "page-records")
    addRecords(records, "page", "page_domain", { name: domainName, zoneId: hostedZoneId }, ["A", "AAAA"])
    onlyIf("var.page_domain != null", records)
  }

  /** Gives an API its domain. */
  serveApi(id: "http" | "websocket", api: Apigatewayv2Api, stage: Apigatewayv2Stage): void {
    const domain = `${id}_domain` as const
    const scope = new Construct(this, id)
    const { arn } = new Certificate(scope, "tls", domain)
    const name = new Apigatewayv2DomainName(scope, "name", {
      domainName: text(domain),
      domainNameConfiguration: { certificateArn: arn, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" }
    })
    new Apigatewayv2ApiMapping(scope, "mapping", { apiId: api.id, domainName: name.id, stage: stage.id })
    const target = `${attributeOf(name, "domain_name_configuration")}[0]`
    addRecords(
      scope,
      id,
      domain,
      { name: expression(`${target}.target_domain_name`), zoneId: expression(`${target}.hosted_zone_id`) },
      ["A"]
    )
    onlyIf(`var.${domain} != null`, scope)
  }
}
