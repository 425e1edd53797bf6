import type { Environment } from "../../settings/EnvironmentFile.ts"
import { prefixOf } from "../../settings/EnvironmentFile.ts"
import { Failure } from "../CommandLine.ts"
import type { Condition } from "./Policy.ts"

/** The settings of the service, with those that only policies look at. */
export type Service = Environment["service"] & {
  readonly role_path: string
  readonly permissions_boundary_arn: string | null
  readonly kms_key_arn: string | null
  readonly gateway_log_role: boolean
}

export const serviceOf = ({ service }: Environment): Service => service as Service

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
  serviceOf(environment).permissions_boundary_arn !== null

/** The ARN of the permissions boundary that the functions' roles must have. */
export const boundaryArn = (environment: Environment): string => {
  const { account, partition } = placeOf(environment)
  const given = serviceOf(environment).permissions_boundary_arn
  return given ?? `arn:${partition}:iam::${account}:policy/${boundaryName}`
}

/** The tags that the stack gives to all that it makes, by which what has no name of its own is recognized. */
export const tagsOf = ({ name, service }: Environment): Readonly<Record<"Application" | "Environment", string>> => ({
  Application: "glissade",
  Environment: name,
  ...service.tags
})

export const hasTags = (environment: Environment, key: "aws:RequestTag" | "aws:ResourceTag"): Condition => {
  const { Application, Environment } = tagsOf(environment)
  return { StringEquals: { [`${key}/Application`]: Application, [`${key}/Environment`]: Environment } }
}
