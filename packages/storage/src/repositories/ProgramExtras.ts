import { maximumItems, RuntimeKind, SourceFiles } from "@glissade/protocol/Execution"
import * as Schema from "effect/Schema"

/** What a program has beside its code, as a column of JSON text. */
export const Extras = Schema.fromJsonString(
  Schema.Struct({
    files: SourceFiles,
    stdin: Schema.String,
    args: Schema.Array(Schema.String).check(Schema.isMaxLength(maximumItems)),
    runtime: Schema.optionalKey(RuntimeKind)
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
  readonly runtime?: RuntimeKind | undefined
}

/** Its column. */
export const extrasOf = ({ args, files, runtime, stdin }: ProgramText): string =>
  encodeExtras({ files, stdin, args, ...(runtime && { runtime }) })

const nativeEnd = `"runtime":"native"}`

/** Whether a program runs natively, of a column of {@link extrasOf}: it is the last that is in there, and no text before it can end so. */
export const isNative = (column: string): string => `right(${column}, ${nativeEnd.length}) = '${nativeEnd}'`

/** How much of a program a list shows, in characters. */
export const previewLength = 400
