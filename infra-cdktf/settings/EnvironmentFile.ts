import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { ErrorObject } from "ajv"
import { Ajv } from "ajv"
import { rules } from "./Rules.ts"
import { environmentSchema } from "./Schema.ts"

/** The bucket of Terraform's state. */
export interface StateBucket {
  readonly bucket: string
  readonly region?: string
  readonly key_prefix?: string
  readonly kms_key_id?: string
  readonly role_arn?: string
}

/** Where an environment is deployed. */
export interface Deployment {
  readonly region: string
  readonly account: string | null
  readonly assume_role_arn: string | null
  readonly aws_provider_version: string | null
  readonly state: StateBucket | null
}

/** The settings of the service that code looks at; Terraform gets all of them as they are. */
export interface Service {
  readonly name_prefix: string
  readonly tags: Readonly<Record<string, string>>
  readonly role_path: string
  readonly permissions_boundary_arn: string | null
  readonly kms_key_arn: string | null
  readonly subnet_ids: ReadonlyArray<string>
  readonly security_group_ids: ReadonlyArray<string>
  readonly jwt_issuer: string | null
  readonly jwt_audience: string | null
  readonly anonymous_callers: boolean
  readonly open_to_everybody: string | null
  readonly web: boolean
  readonly result_store: boolean
  readonly waf: boolean
  readonly origin_secret_parameter: string | null
  readonly origin_secret_demanded: boolean
  readonly hosted_zone_id: string | null
  readonly page_domain: string | null
  readonly http_domain: string | null
  readonly websocket_domain: string | null
  readonly otlp_endpoint: string | null
  readonly otlp_headers_parameter: string | null
  readonly alarm_email: string | null
  readonly notice_email: string | null
  readonly budget_dollars: number | null
  readonly account_concurrency: number
  readonly worker_concurrency: number
  readonly longest_run_seconds: number
  readonly oldest_message_seconds: number
  readonly reserved_concurrency: Readonly<Record<string, number>>
  readonly provisioned_concurrency: Readonly<Record<string, number>>
  readonly gateway_log_role: boolean
  readonly destroy_protection: boolean
  readonly live_versions: Readonly<Record<string, string>>
  readonly new_version_weight: number
}

/** An environment: its name is the name of its file. */
export interface Environment {
  readonly name: string
  readonly deployment: Deployment
  readonly service: Service
}

/** Settings that cannot be used, all of them at once. */
export class InvalidSettings extends Error {
  override readonly name = "InvalidSettings"
  constructor(problems: ReadonlyArray<string>, where = "") {
    super(`Settings that cannot be used${where}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`)
    // The message tells everything; a stack would bury it.
    this.stack = `${this.name}: ${this.message}`
  }
}

/** An environment's name, which begins the names of its resources. */
export const environmentName = /^[a-z][a-z0-9-]{0,11}$/

// Draft 7 knows no keyword `allowed`, and a default belongs to the property, not to null.
const validate = new Ajv({
  allErrors: true,
  useDefaults: true,
  allowUnionTypes: true,
  verbose: true,
  strict: true,
  keywords: ["allowed"]
}).compile(environmentSchema)

const shown = (path: string) => path.slice(1).replaceAll("/", ".")

const known = (parent: ErrorObject["parentSchema"]) =>
  Object.keys((parent?.["properties"] as object | undefined) ?? {}).join(", ")

/** The error of the setting itself: a value in a list or an object has none of its own. */
const explain = (error: ErrorObject): string => {
  const { instancePath, keyword, params } = error
  const allowed = allowedAt(instancePath)
  if (keyword === "additionalProperties" && allowed === undefined) {
    const name = String(params["additionalProperty"])
    return `${shown(`${instancePath}/${name}`)} is no setting: there are ${known(error.parentSchema)}`
  }
  if (keyword === "required" && allowed === undefined) {
    return `${shown(`${instancePath}/${String(params["missingProperty"])}`)} is missing`
  }
  const value = JSON.stringify(error.data)
  return `${shown(instancePath) || "the file"} is ${value}: it must be ${allowed ?? error.message}`
}

interface Described {
  readonly type: string | ReadonlyArray<string>
  readonly allowed?: string
  readonly properties?: Readonly<Record<string, Described>>
}

/** Finds what is allowed at a path, or at the closest setting around it. */
const allowedAt = (path: string): string | undefined => {
  let found: string | undefined
  let schema: Described | undefined = environmentSchema
  for (const part of path.split("/").slice(1)) {
    schema = schema?.properties?.[part]
    if (schema?.allowed !== undefined) found = schema.allowed
  }
  return found
}

/** Decodes an environment, or tells all that is wrong with it. */
export const decodeEnvironment = (name: string, content: unknown, path?: string): Environment => {
  const problems: Array<string> = []
  if (!environmentName.test(name)) {
    problems.push(
      `the name ${JSON.stringify(name)}: it must be 1 to 12 small letters, digits and hyphens, the first a letter`
    )
  }
  const environment = structuredClone(content) as Environment
  if (!validate(environment)) {
    // The error of the name itself stands beside that of its being a name.
    const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== "propertyNames")
    problems.push(...errors.map(explain))
  } else problems.push(...rules.filter(({ holds }) => !holds(name, environment.service)).map(({ message }) => message))
  if (problems.length > 0) throw new InvalidSettings([...new Set(problems)], path === undefined ? "" : ` in ${path}`)
  return { ...environment, name }
}

/** Reads the environment of a name from its file in `folder`. */
export const readEnvironment = (name: string, folder = join(import.meta.dirname, "../environments")): Environment => {
  const path = join(folder, `${name}.json`)
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(path)) {
    const names = readdirSync(folder).flatMap((file) =>
      (/^(.+)\.json$/.exec(file)?.[1] ?? "schema") === "schema" ? [] : [file.slice(0, -5)]
    )
    throw new InvalidSettings([`there is no environment ${JSON.stringify(name)}: ${folder} has ${names.join(", ")}`])
  }
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, "utf8"))
  } catch (error) {
    throw new InvalidSettings([`${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`])
  }
  return decodeEnvironment(name, content, path)
}

/** The key of an environment's state in its bucket. */
export const stateKeyOf = (name: string, { key_prefix = "glissade" }: StateBucket): string =>
  `${key_prefix}/${name}.tfstate`

/** What begins the names of an environment's resources. */
export const prefixOf = ({ name, service }: Environment): string => `${service.name_prefix}-${name}`
