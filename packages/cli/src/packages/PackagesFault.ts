import * as Data from "effect/Data"

/** Why a command about packages could not do what it was asked to. The message is for the person who typed it. */
export class PackagesFault extends Data.TaggedError("PackagesFault")<{ readonly message: string }> {}

/** Makes one of what was thrown, with what was being done. */
export const faultOf =
  (what: string) =>
  (thrown: unknown): PackagesFault =>
    new PackagesFault({ message: `${what}: ${thrown instanceof Error ? thrown.message : String(thrown)}` })
