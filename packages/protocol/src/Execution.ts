import * as Schema from "effect/Schema"

/** A limit above the server's maximum is a 422, not a decoding error: the maximum is not the same everywhere. */
const Positive = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))

/** What a run may use; each at most the server's maximum. */
export const Limits = Schema.Struct({
  /** Wall clock in milliseconds. */
  timeoutMs: Positive,
  memoryBytes: Positive,
  /** Bytes of each output stream. */
  outputBytes: Positive
}).pipe(Schema.encodeKeys({ timeoutMs: "timeout_ms", memoryBytes: "memory_bytes", outputBytes: "output_bytes" }))
export type Limits = typeof Limits.Type

/** The limits of a request: what is left out is the server's default. */
export const RequestedLimits = Schema.Struct({
  timeoutMs: Schema.optionalKey(Positive),
  memoryBytes: Schema.optionalKey(Positive),
  outputBytes: Schema.optionalKey(Positive)
}).pipe(Schema.encodeKeys({ timeoutMs: "timeout_ms", memoryBytes: "memory_bytes", outputBytes: "output_bytes" }))
export type RequestedLimits = typeof RequestedLimits.Type

const noNul = (text: string): string | undefined => (text.includes("\0") ? "must not contain NUL bytes" : undefined)

const wellFormed = (text: string): string | undefined =>
  text.isWellFormed() ? undefined : "must not contain lone surrogates (it would not survive UTF-8)"

/** Text of a program: no NUL bytes and no lone surrogates, neither of which a source file can hold. */
export const Code = Schema.String.check(Schema.makeFilter((text: string) => noNul(text) ?? wellFormed(text)))

const fileNameFault = (name: string): string | undefined => {
  if (name.length === 0) return "must not be empty"
  if (name.length > 255) return "must be at most 255 characters long"
  if (name.startsWith("/") || /^[A-Za-z]:/.test(name)) return "must be relative to the program's folder"
  if (name.includes("\\")) return "must use / between folders"
  if (/[\0-\x1f\x7f]/.test(name)) return "must not contain control characters"
  if (name.split("/").some((part) => part === "" || part === "." || part === "..")) {
    return "must not contain empty, . or .. parts"
  }
  return wellFormed(name)
}

/** Where a file lies, relative to the main file; folders are made. */
export const FileName = Schema.String.check(Schema.makeFilter(fileNameFault))

/** A file beside the main file. */
export const SourceFile = Schema.Struct({
  name: FileName,
  content: Schema.String,
  encoding: Schema.optionalKey(Schema.Literals(["utf8", "base64"]))
})
export type SourceFile = typeof SourceFile.Type

/** A program with everything settled: what a sandbox runs and what a job carries. */
export class Execution extends Schema.Opaque<Execution>()(
  Schema.Struct({
    language: Schema.String,
    code: Schema.String,
    stdin: Schema.String,
    args: Schema.Array(Schema.String),
    files: Schema.Array(SourceFile),
    limits: Limits
  })
) {}
