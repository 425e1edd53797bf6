import { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution/index.js"
import { CloudfrontOriginAccessControl } from "@cdktf/provider-aws/lib/cloudfront-origin-access-control/index.js"
import { CloudfrontResponseHeadersPolicy } from "@cdktf/provider-aws/lib/cloudfront-response-headers-policy/index.js"
import { LambdaInvocation } from "@cdktf/provider-aws/lib/lambda-invocation/index.js"
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js"
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js"
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js"
import { Token } from "cdktf"
import { Construct } from "constructs"
import type { Bundles } from "../Bundles.ts"
import { attributeOf, expression, reference } from "../Hcl.ts"
import type { Domains } from "./Domains.ts"
import { hasIssuer, originSecretHeader, sendsSecret } from "./Functions.ts"
import { pathPatterns } from "./HttpApi.ts"
import { LambdaFunction, useKey } from "./LambdaFunction.ts"
import type { Place } from "./Place.ts"
import { bucketPolicy, makePrivateBucket } from "./PrivateBucket.ts"

/**
 * Policies of CloudFront's own: `CachingOptimized`, which follows the objects' headers; `CachingDisabled` and
 * `AllViewerExceptHostHeader`, with which the API gets each request as it came but for the host, by which API Gateway finds the API.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
const policies = {
  cachingOptimized: "658327ea-f89d-4fab-a63d-7e88639e58f6",
  cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  allViewerExceptHost: "b689b0a8-53d0-40ab-baf2-68738e2966ac"
}

/** How the page's files are read. */
const fromBucket = {
  targetOriginId: "page",
  viewerProtocolPolicy: "redirect-to-https",
  allowedMethods: ["GET", "HEAD"],
  cachedMethods: ["GET", "HEAD"],
  compress: true,
  cachePolicyId: policies.cachingOptimized
}

/** The worker that formats Python. */
const formatterPattern = "/assets/PythonFormat-*.js"

const yearSeconds = 365 * 24 * 60 * 60

/** How long earlier versions of the page are kept, in days. */
const earlierVersionsDays = 30

export interface WebProps {
  readonly place: Place
  readonly bundles: Bundles
  readonly runtime: string
  readonly domains: Domains
  /** The host of the HTTP API. */
  readonly apiHost: string
  /** The secret that the distribution sends to the HTTP API. */
  readonly originSecret: string
  /** The origin of the WebSocket API. */
  readonly webSocketOrigin: string
  /** Content of the page's `config.json`, as an expression. */
  readonly config: string
  readonly webAclArn: string
}

/** The page in a private bucket that only its distribution reads, which leads to the HTTP API too. The function `page` uploads the files. */
export class Web extends Construct {
  readonly distribution: CloudfrontDistribution
  readonly upload: LambdaFunction

  constructor(scope: Construct, id: string, props: WebProps) {
    super(scope, id)
    const { bundles, domains, place } = props
    const { prefix } = place
    // Not where earlier stacks had their bucket: Terraform, which would delete the files that it put there, might do so after the upload.
    const files = new Construct(this, "files")
    const { bucket: made, closed, encryption } = makePrivateBucket(files, `${prefix}-web-`)
    const { bucket } = made
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" }
    })
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "earlier-versions",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: earlierVersionsDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }]
        }
      ],
      dependsOn: [versioning]
    })

    const access = new CloudfrontOriginAccessControl(this, "access", {
      name: `${prefix}-web`,
      originAccessControlOriginType: "s3",
      signingBehavior: "always",
      signingProtocol: "sigv4"
    })
    const headers = this.#headers(prefix, props.webSocketOrigin)
    this.distribution = new CloudfrontDistribution(this, "distribution", {
      comment: `${prefix} page`,
      enabled: true,
      isIpv6Enabled: true,
      httpVersion: "http2and3",
      priceClass: "PriceClass_100",
      defaultRootObject: "index.html",
      aliases: Token.asList("${var.page_domain == null ? [] : [var.page_domain]}"),
      webAclId: props.webAclArn,
      origin: [
        { originId: "page", domainName: made.bucketRegionalDomainName, originAccessControlId: access.id },
        {
          originId: "api",
          domainName: props.apiHost,
          originPath: "/${var.environment}",
          customOriginConfig: {
            httpPort: 80,
            httpsPort: 443,
            originProtocolPolicy: "https-only",
            originSslProtocols: ["TLSv1.2"],
            // An HTTP API waits for 30 s.
            originReadTimeout: 31
          }
        }
      ],
      defaultCacheBehavior: { ...fromBucket, responseHeadersPolicyId: headers.id },
      orderedCacheBehavior: [
        ...pathPatterns.map((pathPattern) => ({
          pathPattern,
          targetOriginId: "api",
          viewerProtocolPolicy: "https-only",
          allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
          cachedMethods: ["GET", "HEAD"],
          compress: true,
          cachePolicyId: policies.cachingDisabled,
          originRequestPolicyId: policies.allViewerExceptHost
        })),
        { ...fromBucket, pathPattern: formatterPattern, responseHeadersPolicyId: this.#formatterHeaders(prefix).id }
      ],
      // CloudFront would answer with an error of the API for ten seconds, to everybody who asks.
      customErrorResponse: [403, 404, 500, 502, 503, 504].map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })),
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: {
        cloudfrontDefaultCertificate: Token.asAny("${var.page_domain == null ? true : null}"),
        acmCertificateArn: domains.pageCertificateArn,
        sslSupportMethod: '${var.page_domain == null ? null : "sni-only"}',
        minimumProtocolVersion: '${var.page_domain == null ? null : "TLSv1.2_2021"}'
      }
    })
    this.distribution.addOverride("origin.1.dynamic", {
      custom_header: {
        for_each: expression(`${sendsSecret} ? [1] : []`),
        content: { name: originSecretHeader, value: props.originSecret }
      }
    })
    domains.servePage(this.distribution)
    const policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: bucketPolicy(made, [
        {
          Sid: "Distribution",
          Effect: "Allow",
          Principal: { Service: "cloudfront.amazonaws.com" },
          Action: "s3:GetObject",
          Resource: `${reference(made, "arn")}/*`,
          Condition: { StringEquals: { "AWS:SourceArn": reference(this.distribution, "arn") } }
        }
      ]),
      dependsOn: [closed]
    })

    this.upload = new LambdaFunction(this, "upload", {
      place,
      key: "page",
      release: bundles.release,
      bundle: bundles.functions.page,
      runtime: props.runtime,
      memoryMegabytes: 512,
      timeout: 300,
      environment: {},
      xray: true,
      statements: [
        { Sid: "ListPage", Effect: "Allow", Action: ["s3:ListBucket"], Resource: made.arn },
        { Sid: "WritePage", Effect: "Allow", Action: ["s3:PutObject"], Resource: `${made.arn}/*` },
        { Sid: "ReadUnused", Effect: "Allow", Action: ["s3:GetObject"], Resource: `${made.arn}/unused.json` },
        { Sid: "RemoveAssets", Effect: "Allow", Action: ["s3:DeleteObject"], Resource: `${made.arn}/assets/*` }
      ],
      optionalStatements: { key: useKey }
    })
    new LambdaInvocation(this, "uploaded", {
      functionName: this.upload.functionName,
      qualifier: this.upload.alias.name,
      input: expression(`jsonencode({bucket = ${attributeOf(made, "bucket")}, config = ${props.config}})`),
      triggers: { version: this.upload.alias.functionVersion },
      dependsOn: [policy, versioning, encryption]
    })
  }

  /** The URL without a domain of one's own, as a template. */
  get url(): string {
    return `https://${reference(this.distribution, "domain_name")}`
  }

  /** As in the embedded server (`packages/server/src/Page.ts`), but for the WebSocket's host and the issuer of tokens. */
  #headers(prefix: string, webSocketOrigin: string): CloudfrontResponseHeadersPolicy {
    const issuer = `\${${hasIssuer} ? " \${regex("^https?://[^/]+", var.jwt_issuer)}" : ""}`
    return this.#policy("headers", `${prefix}-web`, [
      "default-src 'self'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data: blob:",
      `connect-src 'self' ${webSocketOrigin}${issuer}`,
      "object-src 'none'"
    ])
  }

  /** That of the worker that formats Python, also as in the embedded server: WebAssembly is compiled there, and nowhere in the page. */
  #formatterHeaders(prefix: string): CloudfrontResponseHeadersPolicy {
    return this.#policy("formatter-headers", `${prefix}-formatter`, [
      "default-src 'none'",
      "script-src 'wasm-unsafe-eval'",
      "connect-src 'self'"
    ])
  }

  #policy(id: string, name: string, directives: ReadonlyArray<string>): CloudfrontResponseHeadersPolicy {
    const contentSecurityPolicy = [...directives, "base-uri 'none'", "frame-ancestors 'self'"].join("; ")
    return new CloudfrontResponseHeadersPolicy(this, id, {
      name,
      // Other sites load the snippet from here; who may use the API is decided by the API.
      corsConfig: {
        accessControlAllowCredentials: false,
        accessControlAllowHeaders: { items: ["*"] },
        accessControlAllowMethods: { items: ["GET", "HEAD"] },
        accessControlAllowOrigins: { items: ["*"] },
        originOverride: true
      },
      customHeadersConfig: {
        items: [
          { header: "permissions-policy", value: "camera=(), geolocation=(), microphone=()", override: true },
          { header: "cross-origin-opener-policy", value: "same-origin", override: true }
        ]
      },
      securityHeadersConfig: {
        contentSecurityPolicy: { contentSecurityPolicy, override: true },
        contentTypeOptions: { override: true },
        referrerPolicy: { referrerPolicy: "no-referrer", override: true },
        strictTransportSecurity: { accessControlMaxAgeSec: yearSeconds, override: true }
      }
    })
  }
}
