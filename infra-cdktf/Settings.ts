import { join, resolve } from "node:path"
import type { Environment, EnvironmentName } from "./environments.ts"
import { environments } from "./environments.ts"

/** Where Terraform keeps its state. */
export type State =
  | { readonly type: "local" }
  | { readonly type: "s3"; readonly bucket: string; readonly region: string }
  /** No backend: whoever applies the JSON adds their own. */
  | { readonly type: "none" }

/** The issuer of the tokens that callers must send. */
export interface Jwt {
  readonly issuer: string
  readonly audience: string
}

/** All settings of a stack. `docs/deploy.md` lists the environment variables that they are read from. */
export interface Settings {
  readonly name: EnvironmentName
  readonly environment: Environment
  readonly state: State
  readonly jwt: Jwt | undefined
  readonly corsOrigins: ReadonlyArray<string>
  readonly alarmEmail: string | undefined
  readonly alarmTopicArn: string | undefined
  readonly otlpEndpoint: string | undefined
  readonly xray: boolean
  readonly web: boolean
  /** Whether results are kept for 15 minutes, in a bucket, for the holder of the job's key. */
  readonly resultStore: boolean
  /** Whether to create API Gateway's role for logs, of which an account has one per region. */
  readonly gatewayLogRole: boolean
  readonly awsProviderVersion: string | undefined
  /** An emulator in place of AWS, as every AWS tool reads it. */
  readonly endpointUrl: string | undefined
  /** The folder with the Lambda bundles and their `manifest.json`. */
  readonly lambdaFolder: string
  /** The folder with the built page. */
  readonly webFolder: string
}

/** Invalid settings, all of them at once. */
export class InvalidSettings extends Error {
  override readonly name = "InvalidSettings"
  constructor(problems: ReadonlyArray<string>) {
    super(`Settings that cannot be used:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`)
  }
}

const isEnvironmentName = (name: string): name is EnvironmentName => Object.hasOwn(environments, name)

const list = (value: string | undefined): ReadonlyArray<string> =>
  (value ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")

const isOrigin = (value: string): boolean => URL.canParse(value) && new URL(value).origin === value

/** Reads the settings from the environment variables in `docs/deploy.md`. */
export const readSettings = (variables: NodeJS.ProcessEnv, folder = import.meta.dirname): Settings => {
  const problems: Array<string> = []
  const read = (name: string) => (variables[name] === "" ? undefined : variables[name])
  const flag = (name: string, byDefault: boolean): boolean => {
    const value = read(name) ?? (byDefault ? "on" : "off")
    if (value !== "on" && value !== "off") problems.push(`${name} is ${JSON.stringify(value)}: it must be on or off`)
    return value === "on"
  }
  const url = (name: string, protocols: ReadonlyArray<string>): string | undefined => {
    const value = read(name)
    if (value === undefined) return undefined
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
      problems.push(`${name} is ${JSON.stringify(value)}: it must be a URL with ${protocols.join(" or ")}`)
    }
    return value.replace(/\/+$/, "")
  }

  const name = read("GLISSADE_ENVIRONMENT") ?? "dev"
  if (!isEnvironmentName(name)) {
    const known = Object.keys(environments).join(", ")
    problems.push(`GLISSADE_ENVIRONMENT is ${JSON.stringify(name)}: it must be one of ${known}`)
  }

  const issuer = read("GLISSADE_JWT_ISSUER")
  const audience = read("GLISSADE_JWT_AUDIENCE")
  if ((issuer === undefined) !== (audience === undefined)) {
    problems.push("GLISSADE_JWT_ISSUER and GLISSADE_JWT_AUDIENCE must be set both or neither")
  }
  const endpointUrl = url("AWS_ENDPOINT_URL", ["https:", "http:"])
  // An emulator without TLS has its issuer on the same machine.
  const isEmulated = endpointUrl?.startsWith("http://") === true
  if (issuer !== undefined && !issuer.startsWith("https://") && !isEmulated) {
    problems.push("GLISSADE_JWT_ISSUER must begin with https://")
  }

  const corsOrigins = list(read("GLISSADE_CORS_ORIGINS"))
  for (const origin of corsOrigins) {
    if (!isOrigin(origin)) {
      problems.push(`GLISSADE_CORS_ORIGINS has ${JSON.stringify(origin)}: an origin is like https://example.org`)
    }
  }

  const bucket = read("GLISSADE_STATE_BUCKET")
  const backend = read("GLISSADE_STATE") ?? (bucket === undefined ? "local" : "s3")
  const region = read("GLISSADE_STATE_REGION") ?? read("AWS_REGION") ?? read("AWS_DEFAULT_REGION")
  let state: State = { type: "local" }
  if (backend === "none") state = { type: "none" }
  else if (backend === "s3") {
    if (bucket === undefined) problems.push("GLISSADE_STATE is s3, but GLISSADE_STATE_BUCKET is not set")
    else if (region === undefined) problems.push("GLISSADE_STATE_BUCKET needs GLISSADE_STATE_REGION or AWS_REGION")
    else state = { type: "s3", bucket, region }
  } else if (backend !== "local") {
    problems.push(`GLISSADE_STATE is ${JSON.stringify(backend)}: it must be local, s3 or none`)
  }

  const settings: Settings = {
    name: name as EnvironmentName,
    environment: environments[name as EnvironmentName],
    state,
    jwt: issuer === undefined || audience === undefined ? undefined : { issuer, audience },
    corsOrigins,
    alarmEmail: read("GLISSADE_ALARM_EMAIL"),
    alarmTopicArn: read("GLISSADE_ALARM_TOPIC_ARN"),
    otlpEndpoint: url("GLISSADE_OTLP_ENDPOINT", ["https:", "http:"]),
    xray: flag("GLISSADE_XRAY", false),
    web: flag("GLISSADE_WEB", true),
    resultStore: flag("GLISSADE_RESULT_STORE", false),
    gatewayLogRole: flag("GLISSADE_GATEWAY_LOG_ROLE", true),
    awsProviderVersion: read("GLISSADE_AWS_PROVIDER_VERSION"),
    endpointUrl,
    lambdaFolder: resolve(read("GLISSADE_LAMBDA_FOLDER") ?? join(folder, "../dist/lambda")),
    webFolder: resolve(read("GLISSADE_WEB_FOLDER") ?? join(folder, "../web/dist"))
  }
  if (problems.length > 0) throw new InvalidSettings(problems)
  return settings
}
