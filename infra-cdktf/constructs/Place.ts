import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js"
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js"
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region/index.js"
import { TerraformLocal } from "cdktf"
import { Construct } from "constructs"
import { reference } from "../Hcl.ts"

/** Where a deployment is, and what its resources are called, as templates. */
export class Place extends Construct {
  /** What begins the names of all resources. */
  readonly prefix: string
  readonly accountId: string
  readonly region: string
  /** `aws`, or that of China or GovCloud. */
  readonly partition: string
  /** `amazonaws.com`, or that of China. */
  readonly dnsSuffix: string

  constructor(scope: Construct, id: string) {
    super(scope, id)
    const prefix = new TerraformLocal(this, "prefix", "${var.name_prefix}-${var.environment}")
    prefix.overrideLogicalId("prefix")
    this.prefix = "${local.prefix}"
    this.accountId = reference(new DataAwsCallerIdentity(this, "account"), "account_id")
    this.region = reference(new DataAwsRegion(this, "region"), "id")
    const partition = new DataAwsPartition(this, "partition")
    this.partition = reference(partition, "partition")
    this.dnsSuffix = reference(partition, "dns_suffix")
  }
}
