import { TerraformDataSource, TerraformResource, Token } from "cdktf"
import type { Construct } from "constructs"

const conditions = new WeakMap<Construct, ReadonlyArray<string>>()

/** Has all resources of the constructs exist only where a condition, in Terraform's language, holds. */
export const onlyIf = (condition: string, ...constructs: ReadonlyArray<Construct>): void => {
  for (const construct of constructs.flatMap(({ node }) => node.findAll())) {
    if (!(construct instanceof TerraformResource || construct instanceof TerraformDataSource)) continue
    const all = [...(conditions.get(construct) ?? []), condition]
    conditions.set(construct, all)
    construct.count = Token.asNumber(`\${${all.map((one) => `(${one})`).join(" && ")} ? 1 : 0}`)
  }
}

type Json = { readonly [name: string]: unknown }

const blocksOf = (synthesized: Json, kind: "resource" | "data"): ReadonlyArray<readonly [string, Json]> =>
  Object.entries((synthesized[kind] ?? {}) as Record<string, Record<string, Json>>).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, block]) => [`${kind === "data" ? "data." : ""}${type}.${name}`, block] as const)
  )

const reference = /(?<![\w.-])((?:data\.)?[a-z]+_\w+\.[A-Za-z_][\w-]*)\.([a-z_]\w*)/g

/**
 * Has references to a resource that has a `count` mean its one instance, or null where there is none: cdktf writes them as if there were no
 * count. https://developer.hashicorp.com/terraform/language/functions/one
 */
export const withCountedReferences = <A>(synthesized: A): A => {
  const counted = new Set(
    [...blocksOf(synthesized as Json, "resource"), ...blocksOf(synthesized as Json, "data")].flatMap(
      ([address, block]) => ("count" in block ? [address] : [])
    )
  )
  const rewrite = (value: unknown): unknown => {
    if (typeof value === "string") {
      return value.includes("${")
        ? value.replaceAll(reference, (whole, address: string, attribute: string) =>
            counted.has(address) ? `one(${address}[*].${attribute})` : whole
          )
        : value
    }
    if (Array.isArray(value)) return value.map(rewrite)
    if (typeof value !== "object" || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, rewrite(one)]))
  }
  return rewrite(synthesized) as A
}
