import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/** A claim that makes its user an administrator. */
export interface AdministratorClaim {
  /** The claim's name, or a path in it such as `realm_access.roles`. */
  readonly name: string
  readonly value: string
}

const separator = /^(.+):([^:]+)$/

/** `name:value`; the name may have colons, as in `cognito:groups:operators`. */
export const AdministratorClaim = Schema.String.check(
  Schema.isPattern(separator, { expected: "a claim and its value, such as groups:operators" })
).pipe(
  Schema.decodeTo(Schema.Struct({ name: Schema.String, value: Schema.String }), {
    decode: SchemaGetter.transform((text: string) => {
      const [, name, value] = separator.exec(text)!
      return { name: name!, value: value! }
    }),
    encode: SchemaGetter.transform(({ name, value }: AdministratorClaim) => `${name}:${value}`)
  })
)

const field = (object: unknown, name: string): unknown =>
  Predicate.isObject(object) && Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined

const claimOf = (claims: Readonly<Record<string, unknown>>, name: string): unknown =>
  field(claims, name) ?? name.split(".").reduce<unknown>(field, claims)

/** Whether the claim has the value: as its text, as a word of it, or in its list. */
export const hasClaim = (claims: Readonly<Record<string, unknown>>, { name, value }: AdministratorClaim): boolean => {
  const claim = claimOf(claims, name)
  const texts: ReadonlyArray<unknown> = Array.isArray(claim) ? claim : [claim, ...String(claim ?? "").split(" ")]
  return texts.includes(value)
}
