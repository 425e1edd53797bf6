import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/** A column `timestamptz(3)`: milliseconds since 1970 inside. */
export const Time = Schema.Date.pipe(
  Schema.decodeTo(Schema.Int, {
    decode: SchemaGetter.transform((date: Date) => date.getTime()),
    encode: SchemaGetter.transform((at: number) => new Date(at))
  })
)

/** Reads the rows of a query. A row that is not as the migrations made it is a defect. */
export const rowsOf = <S extends Schema.Constraint & Schema.Decoder<unknown>>(row: S) => {
  const decode = Schema.decodeUnknownEffect(Schema.Array(row))
  return <E, R>(query: Effect.Effect<ReadonlyArray<unknown>, E, R>) =>
    Effect.flatMap(query, (rows) => Effect.orDie(decode(rows)))
}
