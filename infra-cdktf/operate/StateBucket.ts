import type { Environment } from "../settings/EnvironmentFile.ts"
import { stateKeyOf } from "../settings/EnvironmentFile.ts"
import { Failure } from "./CommandLine.ts"

/** Where an environment's state is, and where plans wait until somebody approves them. */
export interface StatePlace {
  readonly bucket: string
  /** The bucket's region. */
  readonly region: string
  /** The state's key. */
  readonly key: string
  /** What begins the keys of plans. */
  readonly plans: string
  /** The KMS key that encrypts both; S3's own otherwise. */
  readonly kmsKeyId: string | undefined
  /** The role that reads and writes the bucket, if it is another one than the caller's. */
  readonly roleArn: string | undefined
}

/** Refuses an environment whose state is on one machine alone. */
export const statePlace = ({ deployment, name }: Environment): StatePlace => {
  const { region, state } = deployment
  if (state === null) {
    throw new Failure(
      `The file of ${name} names no state bucket (deployment.state.bucket): without one there is no state that jobs share, and no place for a plan that waits`
    )
  }
  return {
    bucket: state.bucket,
    region: state.region ?? region,
    key: stateKeyOf(name, state),
    plans: `plans/${name}/`,
    kmsKeyId: state.kms_key_id,
    roleArn: state.role_arn
  }
}
