import type { Environment } from "../../settings/EnvironmentFile.ts"
import type { Rule } from "./Policy.ts"
import type { Place } from "./PolicyPlace.ts"
import type { Service } from "../../settings/EnvironmentFile.ts"
import { arn, hasTags } from "./PolicyPlace.ts"

export const buckets = (
  place: Place,
  { destroy_protection, result_store, web }: Environment["service"]
): ReadonlyArray<Rule> => {
  const on = [...(web ? ["web"] : []), ...(result_store ? ["results"] : [])].map(
    (name) => `arn:${place.partition}:s3:::${place.prefix}-${name}-*`
  )
  if (on.length === 0) return []
  return [
    {
      sid: "Buckets",
      read: [
        "s3:GetAccelerateConfiguration",
        "s3:GetBucketAcl",
        "s3:GetBucketCORS",
        "s3:GetBucketLogging",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketPolicy",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketRequestPayment",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetBucketWebsite",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket"
      ],
      write: [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketOwnershipControls",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketTagging",
        ...(web ? ["s3:PutBucketVersioning"] : []),
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
        ...(destroy_protection ? [] : ["s3:ListBucketVersions"])
      ],
      on
    },
    // A bucket is emptied before it is deleted.
    ...(destroy_protection
      ? []
      : [
          {
            sid: "ObjectsOfBuckets",
            write: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
            on: on.map((bucket) => `${bucket}/*`)
          }
        ])
  ]
}

export const distribution = (place: Place, environment: Environment): ReadonlyArray<Rule> => {
  if (!environment.service.web) return []
  const of = arn(place, "cloudfront", { region: "" })
  const distributions = [of("distribution/*")]
  return [
    {
      sid: "Distributions",
      read: ["cloudfront:GetDistribution", "cloudfront:ListTagsForResource"],
      on: distributions
    },
    {
      sid: "Distribution",
      write: [
        "cloudfront:DeleteDistribution",
        "cloudfront:TagResource",
        "cloudfront:UntagResource",
        "cloudfront:UpdateDistribution"
      ],
      on: distributions,
      condition: hasTags(environment, "aws:ResourceTag")
    },
    {
      sid: "NewDistribution",
      write: ["cloudfront:CreateDistribution", "cloudfront:TagResource"],
      on: ["*"],
      condition: hasTags(environment, "aws:RequestTag")
    },
    {
      sid: "PartsOfDistribution",
      read: ["cloudfront:GetOriginAccessControl", "cloudfront:GetResponseHeadersPolicy"],
      write: [
        "cloudfront:DeleteOriginAccessControl",
        "cloudfront:DeleteResponseHeadersPolicy",
        "cloudfront:UpdateOriginAccessControl",
        "cloudfront:UpdateResponseHeadersPolicy"
      ],
      on: [of("origin-access-control/*"), of("response-headers-policy/*")]
    },
    {
      sid: "NewPartsOfDistribution",
      write: ["cloudfront:CreateOriginAccessControl", "cloudfront:CreateResponseHeadersPolicy"],
      on: ["*"]
    }
  ]
}

export const gateway = (place: Place, service: Service): ReadonlyArray<Rule> => {
  const of = arn(place, "apigateway", { account: "" })
  const domains = [service.http_domain, service.websocket_domain].flatMap((domain) => domain ?? [])
  const named = domains.flatMap((domain) => [of(`/domainnames/${domain}`), of(`/domainnames/${domain}/*`)])
  const tags = of("/tags/*")
  return [
    {
      sid: "Apis",
      read: ["apigateway:GET"],
      write: ["apigateway:DELETE", "apigateway:PATCH", "apigateway:POST"],
      on: [of("/apis"), of("/apis/*"), tags, ...named]
    },
    ...(named.length === 0 ? [] : [{ sid: "NewDomains", write: ["apigateway:POST"], on: [of("/domainnames")] }]),
    { sid: "PutTags", write: ["apigateway:PUT"], on: [tags] },
    // Not in AWS's list of actions, and demanded nevertheless where a stage is made with tags.
    {
      sid: "TagsOfApis",
      write: ["apigateway:TagResource", "apigateway:UntagResource"],
      on: [of("/apis"), of("/apis/*"), tags, ...(named.length === 0 ? [] : [of("/domainnames"), ...named])]
    },
    ...(service.gateway_log_role
      ? [{ sid: "LogRoleOfGateway", read: ["apigateway:GET"], write: ["apigateway:PATCH"], on: [of("/account")] }]
      : [])
  ]
}

export const domains = (place: Place, environment: Environment): ReadonlyArray<Rule> => {
  const { hosted_zone_id, http_domain, page_domain, websocket_domain } = environment.service
  const names = [page_domain, http_domain, websocket_domain].flatMap((domain) => domain ?? [])
  if (hosted_zone_id === null || names.length === 0) return []
  const zone = `arn:${place.partition}:route53:::hostedzone/${hosted_zone_id}`
  const certificates = [...new Set([place.region, ...(page_domain === null ? [] : ["us-east-1"])])].map((region) =>
    arn(place, "acm", { region })("certificate/*")
  )
  return [
    { sid: "Zone", read: ["route53:GetHostedZone", "route53:ListResourceRecordSets"], on: [zone] },
    // The names themselves, and the names below them by which ACM validates certificates.
    {
      sid: "Records",
      write: ["route53:ChangeResourceRecordSets"],
      on: [zone],
      condition: {
        "ForAllValues:StringLike": {
          "route53:ChangeResourceRecordSetsNormalizedRecordNames": names.flatMap((name) => [name, `_*.${name}`])
        },
        "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["A", "AAAA", "CNAME"] }
      }
    },
    {
      sid: "ChangesOfRecords",
      write: ["route53:GetChange"],
      on: [`arn:${place.partition}:route53:::change/*`]
    },
    {
      sid: "NewCertificates",
      write: ["acm:RequestCertificate"],
      on: ["*"],
      condition: { "ForAllValues:StringEquals": { "acm:DomainNames": names } }
    },
    {
      sid: "TagsOfNewCertificates",
      write: ["acm:AddTagsToCertificate"],
      on: certificates,
      condition: hasTags(environment, "aws:RequestTag")
    },
    {
      sid: "Certificates",
      read: ["acm:DescribeCertificate", "acm:ListTagsForCertificate"],
      write: ["acm:AddTagsToCertificate", "acm:DeleteCertificate", "acm:RemoveTagsFromCertificate"],
      on: certificates,
      condition: hasTags(environment, "aws:ResourceTag")
    }
  ]
}

export const webAcl = (place: Place, { waf }: Service): ReadonlyArray<Rule> => {
  if (!waf) return []
  const of = arn(place, "wafv2", { region: "us-east-1" })
  const acl = of(`global/webacl/${place.prefix}/*`)
  return [
    {
      sid: "WebAcl",
      read: ["wafv2:GetWebACL", "wafv2:ListTagsForResource"],
      write: ["wafv2:DeleteWebACL", "wafv2:TagResource", "wafv2:UntagResource"],
      on: [acl]
    },
    {
      sid: "RulesOfWebAcl",
      write: ["wafv2:CreateWebACL", "wafv2:UpdateWebACL"],
      on: [acl, of("global/managedruleset/*/*")]
    }
  ]
}

export const budget = (place: Place, { budget_dollars }: Service): ReadonlyArray<Rule> =>
  budget_dollars === null
    ? []
    : [
        {
          sid: "Budget",
          read: ["budgets:ListTagsForResource", "budgets:ViewBudget"],
          write: ["budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource"],
          on: [arn(place, "budgets", { region: "" })(`budget/${place.prefix}`)]
        }
      ]
