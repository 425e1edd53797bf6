import schema from "../environments/schema.json" with { type: "json" }

/** A setting of the service as `environments/schema.json` describes it: JSON Schema, and in `allowed` what its errors say is allowed. */
export interface ServiceSchema {
  readonly type: string | ReadonlyArray<string>
  readonly default: unknown
  readonly description: string
  readonly allowed: string
  readonly pattern?: string
  readonly enum?: ReadonlyArray<unknown>
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: { readonly type: string; readonly pattern: string }
  readonly propertyNames?: { readonly enum: ReadonlyArray<string> }
  readonly properties?: Readonly<Record<string, { readonly type: string; readonly minimum?: number }>>
  readonly additionalProperties?:
    | boolean
    | { readonly type: string; readonly pattern?: string; readonly minimum?: number }
}

/** The name of a setting of the service, which is also an input of the Terraform module. */
export type ServiceSetting = keyof typeof schema.properties.service.properties

/** The settings of the service by name. */
export const serviceSettings: Readonly<Record<ServiceSetting, ServiceSchema>> = schema.properties.service.properties

/** The JSON Schema of an environment's file. */
export const environmentSchema = schema

/** The functions, as the bundles' manifest and the settings name them. */
export const functionNames = ["api", "execute", "worker", "websocket", "authorizer", "page"] as const

export type FunctionName = (typeof functionNames)[number]
