import { splitArguments } from "../arguments.ts"
import { joinArguments } from "../joinArguments.ts"
import { baseOf } from "../languages/NativeLanguage.ts"
import { idOf, isNativeId } from "../languages/StoredLanguage.ts"
import type { Program } from "../state/Program.ts"
import type { Snippet } from "./Calls.ts"

/** The program of a snippet, as the server sends and takes it. */
export type Source = Pick<Snippet, "language" | "code" | "files" | "stdin" | "args"> & {
  readonly runtime?: "native" | undefined
}

/** What is said about the program. */
export type About = Pick<Snippet, "description" | "tags" | "visibility" | "time_complexity" | "space_complexity">

const decode = (content: string) =>
  new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(content), (unit) => unit.charCodeAt(0)))

/** The program of a saved one. The page has texts alone: throws if a file is none. */
export const toProgram = ({ args, code, files, language, runtime, stdin }: Source): Program => ({
  language: idOf({ language, runtime }),
  code,
  stdin,
  args: joinArguments(args),
  files: files.map(({ content, encoding, name }) => ({
    name,
    content: encoding === "base64" ? decode(content) : content
  }))
})

/** One that was saved as native stays so where the server did not have its language natively when it was opened. */
const runtimeOf = (language: string, saved: "native" | undefined) => (isNativeId(language) ? "native" : saved)

/** What a program is saved as. */
export const toSource = (
  { args, code, files, language, stdin }: Program,
  savedRuntime?: "native" | undefined
): Source => ({
  language: baseOf(language),
  runtime: runtimeOf(language, savedRuntime),
  code,
  stdin,
  files: files.map(({ content, name }) => ({ name, content })),
  args: splitArguments(args)
})

export const sourceOf = ({ args, code, files, language, runtime, stdin }: Source): Source => ({
  language,
  // Named also where there is none: it takes the place of another version's.
  runtime,
  code,
  files,
  stdin,
  args
})

export const aboutOf = ({ description, space_complexity, tags, time_complexity, visibility }: About): About => ({
  description,
  tags,
  visibility,
  time_complexity,
  space_complexity
})
