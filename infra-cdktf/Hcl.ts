import type { TerraformResource } from "cdktf"
import { TerraformDataSource } from "cdktf"

/**
 * Terraform's language. A *template* is text with `${}` in it, which is what JSON holds; an *expression* is what stands between those braces.
 * cdktf's own tokens are only for plain values: within an expression they lose their braces.
 */

/** An attribute of a resource, as an expression. */
export const attributeOf = (resource: TerraformResource | TerraformDataSource, attribute: string): string =>
  `${resource instanceof TerraformDataSource ? "data." : ""}${resource.terraformResourceType}.${resource.friendlyUniqueId}.${attribute}`

/** An expression as a template. */
export const expression = (text: string): string => `\${${text}}`

/** An attribute of a resource, as a template. */
export const reference = (resource: TerraformResource | TerraformDataSource, attribute: string): string =>
  expression(attributeOf(resource, attribute))

/** A template as an expression: quoted, and escaped outside of its own expressions. */
export const quote = (template: string): string => {
  let quoted = ""
  let depth = 0
  for (let index = 0; index < template.length; index++) {
    const character = template[index]!
    if (depth > 0) {
      depth += character === "{" ? 1 : character === "}" ? -1 : 0
      quoted += character
    } else if (template.startsWith("${", index)) {
      depth = 1
      index++
      quoted += "${"
    } else quoted += character === '"' || character === "\\" ? `\\${character}` : character
  }
  return `"${quoted}"`
}

/** An object of templates as an expression. */
export const object = (values: Readonly<Record<string, string>>): string =>
  `{${Object.entries(values)
    .map(([name, value]) => `${quote(name)} = ${quote(value)}`)
    .join(", ")}}`
