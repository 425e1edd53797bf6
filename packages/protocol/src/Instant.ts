import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

const Written = Schema.String.check(
  Schema.isPattern(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/u, {
    expected: "a time such as 2026-01-31T08:00:00.000Z"
  })
)

/** A time: milliseconds since 1970 inside, and RFC 3339 in UTC on the wire. A day that does not exist decodes to NaN, which `Int` refuses. */
export const Instant = Written.pipe(
  Schema.decodeTo(Schema.Int, {
    decode: SchemaGetter.transform((text: string) => Date.parse(text)),
    encode: SchemaGetter.transform((at: number) => new Date(at).toISOString())
  })
)
