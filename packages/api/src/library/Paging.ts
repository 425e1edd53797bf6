import { isMaxCharacters } from "@glissade/protocol/CharacterLimit"
import type { Cursor, KeysetPage } from "@glissade/core/KeysetPage"
import { maximumPage } from "@glissade/core/KeysetPage"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/** The last millisecond of the year 9999: later times are no dates to every store. */
const latest = 253_402_300_799_999

/** A cursor as callers send it back: opaque, and without a meaning of its own. */
const CursorText = Schema.StringFromBase64Url.check(
  Schema.isNonEmpty({ message: "must be `next` of the page before" })
).pipe(
  Schema.decodeTo(
    Schema.fromJsonString(
      Schema.Tuple([
        Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: latest })),
        Schema.String.check(Schema.isGUID())
      ])
    )
  ),
  Schema.decodeTo(Schema.Struct({ at: Schema.Int, id: Schema.String }), {
    decode: SchemaGetter.transform(([at, id]: readonly [number, string]) => ({ at, id })),
    encode: SchemaGetter.transform(({ at, id }: Cursor) => [at, id] as const)
  })
)

const encodeCursor = Schema.encodeSync(CursorText)

/** Which page of a list, in the query of a request. */
export const pagingFields = {
  /** `next` of the page before. */
  cursor: Schema.optionalKey(CursorText),
  limit: Schema.optionalKey(
    Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: maximumPage }))
  )
}

/** A page as it is sent. */
export const toPage = <A>({ items, next }: KeysetPage<A>) => ({
  items,
  ...(next !== undefined && { next: encodeCursor(next) })
})

// Control characters are what it is about.
// oxlint-disable-next-line no-control-regex
const storable = /^[^\u0000-\u001f\u007f-\u009f]*$/u

/** A text that is looked for: one that can be stored at all, so without NUL. A query holds no lone surrogates. */
export const Sought = (maximum: number) =>
  Schema.String.check(
    isMaxCharacters(maximum),
    Schema.isPattern(storable, { expected: "text without control characters" })
  )

/** A yes or no in the query of a request. */
export const Flag = Schema.Literals(["true", "false"]).pipe(
  Schema.decodeTo(Schema.Boolean, {
    decode: SchemaGetter.transform((text: "true" | "false") => text === "true"),
    encode: SchemaGetter.transform((flag: boolean): "true" | "false" => (flag ? "true" : "false"))
  })
)
