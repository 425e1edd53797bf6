import { Instant } from "@glissade/protocol/Instant"
import * as Schema from "effect/Schema"

/**
 * A backup is text, a line of JSON each: a header, then for each table a line with its name and a line for each of its rows, and a last line
 * with the number of rows, without which the backup is not whole. Rows are as PostgreSQL's `row_to_json` writes them.
 */
export const BackupHeader = Schema.fromJsonString(
  Schema.Struct({
    format: Schema.Literal("glissade-backup"),
    version: Schema.Literal(1),
    /** The id of the last migration of the schema that the rows are of. */
    schema: Schema.Int,
    createdAt: Instant
  }).pipe(Schema.encodeKeys({ createdAt: "created_at" }))
)

export const TableLine = Schema.fromJsonString(Schema.Struct({ table: Schema.String }))

export const EndLine = Schema.fromJsonString(Schema.Struct({ rows: Schema.Int }))

const rowBefore = '{"row":'

/** The line of a row. */
export const rowLine = (json: string): string => `${rowBefore}${json}}`

/** The row of a line, or `undefined` if it is no row's. */
export const rowOf = (line: string): string | undefined =>
  line.startsWith(rowBefore) ? line.slice(rowBefore.length, -1) : undefined

/** The tables of this release, in an order in which each comes after those that it refers to. */
export const tables: ReadonlyArray<string> = [
  "users",
  "api_keys",
  "usage",
  "audit_trail",
  "snippets",
  "snippet_versions",
  "reports",
  "programs",
  "runs"
]
