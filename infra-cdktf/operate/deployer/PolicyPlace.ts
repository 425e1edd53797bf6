import type { Environment } from "../../settings/EnvironmentFile.ts"
import { prefixOf } from "../../settings/EnvironmentFile.ts"
import { Failure } from "../CommandLine.ts"
import type { Condition } from "./Policy.ts"

/** The name of the permissions boundary where the environment's file names none. */
export const boundaryName = "glissade-boundary"

/** Where an environment's resources are, and what begins their names. */
export interface Place {
  readonly partition: string
  readonly account: string
  readonly region: string
  readonly prefix: string
}

export const partitionOf = (region: string): string =>
  region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws"

export const placeOf = (environment: Environment): Place => {
  const { account, region } = environment.deployment
  if (account === null) {
    throw new Failure(`The file of ${environment.name} names no account (deployment.account), and policies name one`)
  }
  return { partition: partitionOf(region), account, region, prefix: prefixOf(environment) }
}

export const arn =
  (
    { account, partition, region }: Place,
    service: string,
    where: { readonly region?: string; readonly account?: string } = {}
  ) =>
  (name: string): string =>
    `arn:${partition}:${service}:${where.region ?? region}:${where.account ?? account}:${name}`

/** Whether the environment's file names a permissions boundary. */
export const namesBoundary = (environment: Environment): boolean =>
  environment.service.permissions_boundary_arn !== null

/** The ARN of the permissions boundary that the functions' roles must have. */
export const boundaryArn = (environment: Environment): string => {
  const { account, partition } = placeOf(environment)
  const given = environment.service.permissions_boundary_arn
  return given ?? `arn:${partition}:iam::${account}:policy/${boundaryName}`
}

/** The stack's own tags, by which what has no name is recognized. No tag of the environment's file takes their place. */
export const hasTags = ({ name }: Environment, key: "aws:RequestTag" | "aws:ResourceTag"): Condition => ({
  StringEquals: { [`${key}/Application`]: "glissade", [`${key}/Environment`]: name }
})
