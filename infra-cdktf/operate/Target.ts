import { join } from "node:path"
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts"
import { readCaller } from "../settings/Caller.ts"
import type { Environment } from "../settings/EnvironmentFile.ts"
import { prefixOf, readEnvironment } from "../settings/EnvironmentFile.ts"
import { Failure } from "./CommandLine.ts"

/** The settings of an AWS client; AWS_ENDPOINT_URL and the credentials of the shell are read by the client itself. */
export interface ClientSettings {
  readonly region: string
  readonly maxAttempts: number
  readonly credentials?: () => Promise<Credentials>
}

export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** A deployed environment. */
export interface Target {
  readonly environment: Environment
  /** The folder of its file, and the file. */
  readonly folder: string
  readonly path: string
  /** What begins the names of its resources. */
  readonly prefix: string
  readonly client: ClientSettings
}

/** More than the SDK's three: every request may be repeated, and that which sends a message has a deduplication id. */
const maxAttempts = 5

/** The SDK calls it again when the credentials are about to expire. */
export const assumeRole = (region: string, roleArn: string) => async (): Promise<Credentials> => {
  const client = new STSClient({ region })
  const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "glissade-operate" })
  const { Credentials: given } = await client.send(command)
  if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined) {
    throw new Failure(`AWS gave no credentials for ${roleArn}`)
  }
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
    ...(given.Expiration === undefined ? {} : { expiration: given.Expiration })
  }
}

/** Reads from the environment's file where it is deployed, and under which names. */
export const readTarget = (name: string, env: NodeJS.ProcessEnv): Target => {
  const { environmentsFolder: folder } = readCaller(env)
  const environment = readEnvironment(name, folder)
  const { assume_role_arn: role, region } = environment.deployment
  return {
    environment,
    folder,
    path: join(folder, `${name}.json`),
    prefix: prefixOf(environment),
    client: { region, maxAttempts, ...(role === null ? {} : { credentials: assumeRole(region, role) }) }
  }
}

/** Refuses credentials of another account than the environment's, if its file names one. */
export const refuseOtherAccount = async (
  { client, environment, path }: Target,
  sts = new STSClient(client)
): Promise<void> => {
  const { account } = environment.deployment
  if (account === null) return
  const { Account } = await sts.send(new GetCallerIdentityCommand({}))
  if (Account !== account) throw new Failure(`These are credentials of account ${Account}: ${path} names ${account}`)
}

/** Reads where an environment is deployed, and refuses credentials of another account. */
export const connect = async (name: string): Promise<Target> => {
  const target = readTarget(name, process.env)
  await refuseOtherAccount(target)
  return target
}
