import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js"
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js"
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js"
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js"
import type { Construct } from "constructs"

/** A bucket, and what says that nobody from outside can read it: a policy must come after that. */
export interface PrivateBucket {
  readonly bucket: S3Bucket
  readonly closed: S3BucketPublicAccessBlock
}

/**
 * A private, encrypted bucket without access lists, right in the scope of whoever uses it. All that is in one can be made again or is
 * missed by nobody, so that it may be destroyed with its content.
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

/** Denies whatever does not come over TLS. */
export const tlsOnly = ({ arn }: S3Bucket) => ({
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [arn, `${arn}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } }
})
