import type { Evaluated } from "../evaluate/Evaluated.ts"
import type { Block, Resource, Synthesized } from "../evaluate/Stack.ts"
import { placedIn, withoutUnset } from "../evaluate/Stack.ts"

const provider = "registry.terraform.io/hashicorp/aws"

/** A reference to an attribute of a resource, with the resource's address and the attribute. */
const reference = /\b((?:data\.)?aws_\w+\.[A-Za-z_][\w-]*)(?:\[\*\])?\.([a-z_]\w*)/g

/** What the arguments of a resource refer to, as Terraform says it in a plan: those that are set, since a reader takes the others from here. */
const expressionsOf = (block: Resource, values: Block) =>
  Object.fromEntries(
    Object.entries(block).flatMap(([name, value]) => {
      if (!(name in values)) return []
      const found = [...JSON.stringify(value).matchAll(reference)].flatMap(([, address, attribute]) => [
        `${address}.${attribute}`,
        address!
      ])
      return found.length === 0 ? [] : [[name, { references: [...new Set(found)] }] as const]
    })
  )

/** The arguments as AWS takes them: what is not set is left out, and with it the -1 that reserves no concurrency. */
const argumentsOf = (values: Block): Block => {
  const { reserved_concurrent_executions: reserved, ...others } = withoutUnset(values) as Block
  return reserved === undefined || reserved === -1 ? others : { ...others, reserved_concurrent_executions: reserved }
}

/**
 * An evaluated configuration as `terraform show -json` says a plan, for programs that read plans: all arguments, and what refers to what.
 * https://developer.hashicorp.com/terraform/internals/json-format
 */
export const planOf = (stack: Synthesized, { resources }: Evaluated): object => {
  const planned = placedIn(stack.resource).flatMap(({ address, block, name, path, type }) => {
    const values = resources.get(`${type} ${path}`)
    const base = { address, mode: "managed", type, name }
    return values === undefined ? [] : [{ base, block, values: argumentsOf(values) }]
  })
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: {
      root_module: {
        resources: planned.map(({ base, values }) => ({ ...base, provider_name: provider, schema_version: 0, values }))
      }
    },
    resource_changes: planned.map(({ base, values }) => ({
      ...base,
      provider_name: provider,
      change: { actions: ["create"], before: null, after: values, after_unknown: {} }
    })),
    configuration: {
      provider_config: { aws: { name: "aws", full_name: provider } },
      root_module: {
        resources: planned.map(({ base, block, values }) => ({
          ...base,
          provider_config_key: "aws",
          expressions: expressionsOf(block, values)
        }))
      }
    }
  }
}
