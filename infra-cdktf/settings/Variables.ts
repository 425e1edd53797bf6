import { Token, TerraformVariable } from "cdktf"
import type { Construct } from "constructs"
import type { ServiceSchema, ServiceSetting } from "./Schema.ts"
import { serviceSettings } from "./Schema.ts"

/** Inputs that no environment's file has: cdktf gives the file's name and the caller's `AWS_ENDPOINT_URL`. */
const others = {
  environment: {
    type: "string",
    pattern: "^[a-z][a-z0-9-]{0,11}$",
    description: "Name of the environment, such as prod. It follows name_prefix in the names of all resources.",
    allowed: "1 to 12 small letters, digits and hyphens, the first a letter"
  },
  endpoint_url: {
    type: ["string", "null"],
    default: null,
    pattern: "^https?://[^ ]+[^/]$",
    description: "An emulator in place of AWS.",
    allowed: "a URL without a slash at its end"
  }
} as const

export type InputName = ServiceSetting | keyof typeof others

type Input = Omit<ServiceSchema, "default"> & { readonly default?: unknown }

/** All inputs of the stack, which are those of the module, in the order of the schema. */
export const inputs: ReadonlyArray<readonly [InputName, Input]> = [
  ["environment", others.environment],
  ...(Object.entries(serviceSettings) as ReadonlyArray<[ServiceSetting, Input]>),
  ["endpoint_url", others.endpoint_url]
]

const scalars: Readonly<Record<string, string>> = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "bool"
}

/** The Terraform type of an input. */
export const terraformType = ({ additionalProperties, items, properties, type }: Input): string => {
  if (items !== undefined) return `list(${scalars[items.type]})`
  if (properties !== undefined) {
    return `object({${Object.entries(properties)
      .map(([name, each]) => `${name} = ${scalars[each.type]}`)
      .join(", ")}})`
  }
  if (typeof additionalProperties === "object") return `map(${scalars[additionalProperties.type]})`
  return scalars[typeof type === "string" ? type : type[0]!]!
}

const quoted = (text: string) => JSON.stringify(text)

/** What Terraform checks of an input's value: the same as the schema. */
const conditionsOf = (name: InputName, input: Input): ReadonlyArray<string> => {
  const value = `var.${name}`
  const { additionalProperties: each, items, maximum, minimum, pattern, properties, propertyNames } = input
  const conditions: Array<string> = []
  if (pattern !== undefined) conditions.push(`can(regex(${quoted(pattern)}, ${value}))`)
  if (input.enum !== undefined) {
    conditions.push(`contains(${JSON.stringify(input.enum.filter((one) => one !== null))}, ${value})`)
  }
  if (minimum !== undefined) conditions.push(`${value} >= ${minimum}`)
  if (maximum !== undefined) conditions.push(`${value} <= ${maximum}`)
  if (input.type === "integer") conditions.push(`${value} == floor(${value})`)
  if (items !== undefined) conditions.push(`alltrue([for one in ${value} : can(regex(${quoted(items.pattern)}, one))])`)
  if (propertyNames !== undefined) {
    conditions.push(`length(setsubtract(keys(${value}), ${JSON.stringify(propertyNames.enum)})) == 0`)
  }
  if (typeof each === "object" && each.minimum !== undefined) {
    conditions.push(`alltrue([for one in values(${value}) : one >= ${each.minimum}])`)
  }
  if (typeof each === "object" && each.type === "integer") {
    conditions.push(`alltrue([for one in values(${value}) : one == floor(one)])`)
  }
  if (typeof each === "object" && each.pattern !== undefined) {
    conditions.push(`alltrue([for one in values(${value}) : can(regex(${quoted(each.pattern)}, one))])`)
  }
  for (const [property, { minimum: least, type }] of Object.entries(properties ?? {})) {
    if (least !== undefined) conditions.push(`${value}.${property} >= ${least}`)
    if (type === "integer") conditions.push(`${value}.${property} == floor(${value}.${property})`)
  }
  return conditions
}

const isNullable = ({ type }: Input) => typeof type !== "string"

/** Declares the inputs as Terraform variables with types, defaults and validations. */
export const declareVariables = (scope: Construct): void => {
  for (const [name, input] of inputs) {
    const conditions = conditionsOf(name, input)
    const all = conditions.join(" && ")
    const variable = new TerraformVariable(scope, name, {
      type: terraformType(input),
      description: input.description,
      nullable: isNullable(input),
      ...("default" in input && input.default !== null ? { default: input.default } : {}),
      validation:
        conditions.length === 0
          ? []
          : [
              {
                condition: `\${${isNullable(input) ? `var.${name} == null ? true : ${all}` : all}}`,
                errorMessage: `${name} must be ${input.allowed}.`
              }
            ]
    })
    // cdktf cannot write it itself.
    if (input.default === null) variable.addOverride("default", null)
    variable.overrideLogicalId(name)
  }
}

/** The value of an input, where Terraform takes a string. */
export const text = (name: InputName): string => `\${var.${name}}`

export const number = (name: InputName): number => Token.asNumber(text(name))

export const list = (name: InputName): Array<string> => Token.asList(text(name))

/** One number of an input that is an object. */
export const numberOf = (name: InputName, property: string): number => Token.asNumber(`\${var.${name}.${property}}`)
