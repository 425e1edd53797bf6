/** A block of Terraform's configuration, or the arguments that Terraform makes of one. */
export type Block = Readonly<Record<string, unknown>>

/** A resource of the synthesized JSON. */
export interface Resource extends Block {
  readonly "//": { readonly metadata: { readonly path: string } }
  readonly count?: string
  readonly depends_on?: ReadonlyArray<string>
  readonly provider?: string
  readonly lifecycle?: Block
}

/** Resources by type and name. */
export type Resources = Readonly<Record<string, Readonly<Record<string, Resource>>>>

/** What Terraform is given. */
export interface Synthesized {
  readonly terraform: {
    readonly required_version?: string
    readonly backend?: Readonly<Record<string, Block>>
    readonly required_providers: { readonly aws: Block }
  }
  readonly provider?: { readonly aws: ReadonlyArray<Block> }
  readonly locals: Block
  readonly resource: Resources
  readonly data: Resources
  readonly output: Readonly<Record<string, { readonly value: string }>>
  readonly variable: Readonly<Record<string, Block>>
}

/** A resource with where it is. */
export interface Placed {
  readonly type: string
  readonly name: string
  readonly address: string
  /** The path of its construct within the stack. */
  readonly path: string
  readonly block: Resource
}

/** All resources with where they are. */
export const placedIn = (all: Resources): ReadonlyArray<Placed> =>
  Object.entries(all).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, block]) => ({
      type,
      name,
      address: `${type}.${name}`,
      path: block["//"].metadata.path.split("/").slice(1).join("/"),
      block
    }))
  )

/** The one resource of a type at a path of constructs. */
export const placedAt = ({ resource }: Synthesized, type: string, path: string): Placed => {
  const found = placedIn(resource).find((one) => one.type === type && one.path === path)
  if (found === undefined) throw new Error(`no ${type} at ${path}`)
  return found
}

/** A value without what is not set in it: arguments that are null, and blocks of which there are none. */
export const withoutUnset = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutUnset)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) =>
      one === null || (Array.isArray(one) && one.length === 0) ? [] : [[name, withoutUnset(one)]]
    )
  )
}
