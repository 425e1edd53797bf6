import { maximumItems, SourceFiles } from "@glissade/protocol/Execution"
import * as Schema from "effect/Schema"

/** What a program has beside its code, as a column of JSON text. */
export const Extras = Schema.fromJsonString(
  Schema.Struct({
    files: SourceFiles,
    stdin: Schema.String,
    args: Schema.Array(Schema.String).check(Schema.isMaxLength(maximumItems))
  })
)

export const encodeExtras = Schema.encodeSync(Extras)

/** A program, as snippets and runs have it. */
export interface ProgramText {
  readonly language: string
  readonly code: string
  readonly files: (typeof Extras.Type)["files"]
  readonly stdin: string
  readonly args: ReadonlyArray<string>
}

/** Its column. */
export const extrasOf = ({ args, files, stdin }: ProgramText): string => encodeExtras({ files, stdin, args })

/** How much of a program a list shows, in characters. */
export const previewLength = 400
