import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js"
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js"
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js"
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js"
import type { Construct } from "constructs"

/** A bucket with its public access block, which must exist before a bucket policy is set. */
export interface PrivateBucket {
  readonly bucket: S3Bucket
  readonly closed: S3BucketPublicAccessBlock
}

/**
 * A private, encrypted bucket without ACLs, created directly in the given scope. Its content can be recreated or is not missed, so it may
 * be destroyed with the bucket.
 */
export const makePrivateBucket = (scope: Construct, bucketPrefix: string): PrivateBucket => {
  const made = new S3Bucket(scope, "bucket", { bucketPrefix, forceDestroy: true })
  const { bucket } = made
  const closed = new S3BucketPublicAccessBlock(scope, "public-access", {
    bucket,
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true
  })
  new S3BucketOwnershipControls(scope, "ownership", { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } })
  new S3BucketServerSideEncryptionConfigurationA(scope, "encryption", {
    bucket,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]
  })
  return { bucket: made, closed }
}

/** Denies requests without TLS. */
export const tlsOnly = ({ arn }: S3Bucket) => ({
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [arn, `${arn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } }
})
