import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js"
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js"
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js"
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js"
import { Token } from "cdktf"
import type { Construct } from "constructs"
import { expression, quote, reference } from "../Hcl.ts"

/** A bucket with its public access block, which must exist before a bucket policy is set. */
export interface PrivateBucket {
  readonly bucket: S3Bucket
  readonly closed: S3BucketPublicAccessBlock
  /** What is stored before it is set has AWS's own key. */
  readonly encryption: S3BucketServerSideEncryptionConfigurationA
}

/**
 * A private, encrypted bucket without ACLs, created directly in the given scope. Its content can be recreated or is not missed, so it may
 * be destroyed with the bucket, unless destroy protection is on.
 */
export const makePrivateBucket = (scope: Construct, bucketPrefix: string): PrivateBucket => {
  const made = new S3Bucket(scope, "bucket", { bucketPrefix, forceDestroy: Token.asAny("${!var.destroy_protection}") })
  const { bucket } = made
  const closed = new S3BucketPublicAccessBlock(scope, "public-access", {
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true
  })
  new S3BucketOwnershipControls(scope, "ownership", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } })
  const encryption = new S3BucketServerSideEncryptionConfigurationA(scope, "encryption", {
    bucket,
    rule: [
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: '${var.kms_key_arn == null ? "AES256" : "aws:kms"}',
          kmsMasterKeyId: "${var.kms_key_arn}"
        },
        // One call of KMS for many objects.
        bucketKeyEnabled: Token.asAny("${var.kms_key_arn == null ? null : true}")
      }
    ]
  })
  return { bucket: made, closed, encryption }
}

/** A bucket's policy: denies requests without TLS, and the deletion of a protected bucket, besides what else is given. */
export const bucketPolicy = (bucket: S3Bucket, statements: ReadonlyArray<object> = []): string => {
  const arn = reference(bucket, "arn")
  const tlsOnly = {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { "aws:SecureTransport": "false" } }
  }
  const protect = { Sid: "Protect", Effect: "Deny", Principal: "*", Action: "s3:DeleteBucket", Resource: arn }
  const document = (all: ReadonlyArray<object>) => quote(JSON.stringify({ Version: "2012-10-17", Statement: all }))
  const open = [...statements, tlsOnly]
  return expression(`var.destroy_protection ? ${document([...open, protect])} : ${document(open)}`)
}
