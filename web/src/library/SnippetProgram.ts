import { splitArguments } from "../arguments.ts"
import { joinArguments } from "../joinArguments.ts"
import type { Program } from "../state/Program.ts"
import type { Snippet } from "./Calls.ts"

/** The program of a snippet, as the server sends and takes it. */
export type Source = Pick<Snippet, "language" | "code" | "files" | "stdin" | "args">

/** What is said about the program. */
export type About = Pick<Snippet, "description" | "tags" | "visibility" | "time_complexity" | "space_complexity">

const decode = (content: string) =>
  new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(atob(content), (unit) => unit.charCodeAt(0)))

/** The program of a saved one. The page has texts alone: throws if a file is none. */
export const toProgram = ({ args, code, files, language, stdin }: Source): Program => ({
  language,
  code,
  stdin,
  args: joinArguments(args),
  files: files.map(({ content, encoding, name }) => ({
    name,
    content: encoding === "base64" ? decode(content) : content
  }))
})

export const toSource = ({ args, code, files, language, stdin }: Program): Source => ({
  language,
  code,
  stdin,
  files: files.map(({ content, name }) => ({ name, content })),
  args: splitArguments(args)
})

export const sourceOf = ({ args, code, files, language, stdin }: Source): Source => ({
  language,
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
