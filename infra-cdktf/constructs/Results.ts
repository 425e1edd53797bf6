import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js"
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js"
import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js"
import { Construct } from "constructs"
import { reference } from "../Hcl.ts"
import type { Statement } from "./LambdaFunction.ts"
import type { Place } from "./Place.ts"
import { bucketPolicy, makePrivateBucket } from "./PrivateBucket.ts"

/** When S3 deletes a result, in days, its smallest unit. The functions return it for 15 minutes. */
const keptDays = 1

/**
 * The bucket of results, for clients whose connection was closed when their result was pushed: private, encrypted, and with expiry. It
 * keeps no earlier versions, so deleted objects are gone.
 */
export class Results extends Construct {
  readonly #bucket: S3Bucket

  constructor(scope: Construct, id: string, { prefix }: Place) {
    super(scope, id)
    const { bucket: made, closed } = makePrivateBucket(this, `${prefix}-results-`)
    this.#bucket = made
    const { bucket } = made
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "results",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: keptDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }]
        }
      ]
    })
    new S3BucketPolicy(this, "policy", {
      bucket,
      policy: bucketPolicy(made),
      dependsOn: [closed]
    })
  }

  /** Environment variables of the functions that use it. */
  get environment(): Readonly<Record<string, string>> {
    return { RESULT_BUCKET: reference(this.#bucket, "bucket") }
  }

  /** Lets a function write results, but not read them. */
  get write(): Statement {
    return { Sid: "KeepResults", Effect: "Allow", Action: ["s3:PutObject"], Resource: `${this.#bucket.arn}/results/*` }
  }

  /** Lets a function read a result by its job id, but not list results. */
  get read(): Statement {
    return { Sid: "ReadResults", Effect: "Allow", Action: ["s3:GetObject"], Resource: `${this.#bucket.arn}/results/*` }
  }
}
