import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { CloudfrontDistribution } from "@cdktf/provider-aws/lib/cloudfront-distribution/index.js"
import { CloudfrontOriginAccessControl } from "@cdktf/provider-aws/lib/cloudfront-origin-access-control/index.js"
import { CloudfrontResponseHeadersPolicy } from "@cdktf/provider-aws/lib/cloudfront-response-headers-policy/index.js"
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js"
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js"
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js"
import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js"
import { S3Object } from "@cdktf/provider-aws/lib/s3-object/index.js"
import { Fn, TerraformAsset } from "cdktf"
import { Construct } from "constructs"
import { makePrivateBucket, tlsOnly } from "./PrivateBucket.ts"

/** CloudFront's own policy `CachingOptimized`, which follows the objects' headers. */
const cachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"

const yearSeconds = 365 * 24 * 60 * 60

/** How long earlier versions of the page are kept, in days. */
const earlierVersionsDays = 30

/** As in the embedded server (`packages/server/src/Page.ts`), except that the APIs have other origins. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self' https: wss:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'"
].join("; ")

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2"
}

/** Assets have a hash of their content in their names and are cached for good; everything else is revalidated. */
const cacheControl = (key: string): string =>
  key.startsWith("assets/") ? `public, max-age=${yearSeconds}, immutable` : "no-cache"

export interface WebProps {
  readonly prefix: string
  /** The folder with the built page. */
  readonly folder: string
}

/** The URLs that the page calls. */
export interface Endpoints {
  readonly apiUrl: string
  readonly webSocketUrl: string
}

/** The page: a private bucket that only its CloudFront distribution can read. */
export class Web extends Construct {
  readonly #bucket: S3Bucket
  readonly #distribution: CloudfrontDistribution

  constructor(scope: Construct, id: string, { folder, prefix }: WebProps) {
    super(scope, id)
    if (!existsSync(join(folder, "index.html"))) {
      throw new Error(`There is no page in ${folder}: run "npm ci && npm run build" in the folder above first`)
    }
    const { bucket: made, closed } = makePrivateBucket(this, `${prefix}-web-`)
    this.#bucket = made
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
    const headers = new CloudfrontResponseHeadersPolicy(this, "headers", {
      name: `${prefix}-web`,
      // Other sites load the snippet from here; who may use the API is decided by the API.
      corsConfig: {
        accessControlAllowCredentials: false,
        accessControlAllowHeaders: { items: ["*"] },
        accessControlAllowMethods: { items: ["GET", "HEAD"] },
        accessControlAllowOrigins: { items: ["*"] },
        originOverride: true
      },
      securityHeadersConfig: {
        contentSecurityPolicy: { contentSecurityPolicy, override: true },
        contentTypeOptions: { override: true },
        referrerPolicy: { referrerPolicy: "no-referrer", override: true },
        strictTransportSecurity: { accessControlMaxAgeSec: yearSeconds, override: true }
      }
    })
    this.#distribution = new CloudfrontDistribution(this, "distribution", {
      comment: `${prefix} page`,
      enabled: true,
      isIpv6Enabled: true,
      httpVersion: "http2and3",
      priceClass: "PriceClass_100",
      defaultRootObject: "index.html",
      origin: [
        {
          originId: "page",
          domainName: this.#bucket.bucketRegionalDomainName,
          originAccessControlId: access.id
        }
      ],
      defaultCacheBehavior: {
        targetOriginId: "page",
        viewerProtocolPolicy: "redirect-to-https",
        allowedMethods: ["GET", "HEAD"],
        cachedMethods: ["GET", "HEAD"],
        compress: true,
        cachePolicyId: cachingOptimized,
        responseHeadersPolicyId: headers.id
      },
      restrictions: { geoRestriction: { restrictionType: "none" } },
      viewerCertificate: { cloudfrontDefaultCertificate: true }
    })
    new S3BucketPolicy(this, "policy", {
      bucket,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Distribution",
            Effect: "Allow",
            Principal: { Service: "cloudfront.amazonaws.com" },
            Action: "s3:GetObject",
            Resource: `${this.#bucket.arn}/*`,
            Condition: { StringEquals: { "AWS:SourceArn": this.#distribution.arn } }
          },
          tlsOnly(made)
        ]
      }),
      dependsOn: [closed]
    })

    const page = new TerraformAsset(this, "page", { path: folder })
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      // CloudFront compresses the files itself.
      .filter((entry) => entry.isFile() && !/\.(?:br|gz)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .toSorted()
    for (const key of files) {
      if (key === "config.json") continue
      const contentType = contentTypes[extname(key)]
      if (contentType === undefined) throw new Error(`${key} of the page has no content type: name it in Web.ts`)
      new S3Object(this, `object-${key.replaceAll(/[^A-Za-z0-9]+/g, "-")}`, {
        bucket,
        key,
        source: `${page.path}/${key}`,
        sourceHash: createHash("sha256")
          .update(readFileSync(join(folder, key)))
          .digest("hex"),
        contentType,
        cacheControl: cacheControl(key),
        dependsOn: [versioning]
      })
    }
  }

  get url(): string {
    return `https://${this.#distribution.domainName}`
  }

  /** Writes the URLs of the APIs for the page, which are known only once the APIs exist. */
  publishConfig({ apiUrl, webSocketUrl }: Endpoints): void {
    new S3Object(this, "config", {
      bucket: this.#bucket.bucket,
      key: "config.json",
      content: Fn.jsonencode({ apiUrl, webSocketUrl }),
      contentType: "application/json",
      cacheControl: "no-cache"
    })
  }
}
