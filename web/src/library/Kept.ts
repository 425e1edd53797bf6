import { computed } from "@preact/signals-core"
import { splitArguments } from "../arguments.ts"
import { baseOf } from "../languages/NativeLanguage.ts"
import type { Draft } from "../state/Draft.ts"
import type { Program } from "../state/Program.ts"
import { program } from "../state/Program.ts"
import type { Snippet } from "./Calls.ts"
import type { About } from "./SnippetProgram.ts"
import { aboutOf, toProgram } from "./SnippetProgram.ts"

/** The saved version that a program in the editor began with. */
export interface Saved {
  readonly id: string
  readonly slug: string
  readonly version: number
  /** Fingerprint of the program of this version. */
  readonly print: string
  readonly about: About
  /** Of this version. The language in the editor does not tell it where the server no longer has that language natively. */
  readonly runtime?: "native" | undefined
}

/** What the library knows of a program: `Draft.kept`. */
export interface Kept {
  /** Empty as long as nobody has given one. */
  readonly title: string
  /** Missing as long as it was never saved. */
  readonly saved?: Saved
  /** Whose copy it is. */
  readonly forkOf?: { readonly slug: string; readonly title: string }
}

/** Storage can contain anything. */
const toKept = (value: unknown): Kept => {
  const { forkOf, saved, title } = (value ?? {}) as Partial<Kept>
  const isSaved = typeof saved?.id === "string" && Number.isInteger(saved.version) && saved.about !== undefined
  return {
    title: typeof title === "string" ? title : "",
    ...(isSaved && { saved }),
    ...(typeof forkOf?.slug === "string" && typeof forkOf.title === "string" && { forkOf })
  }
}

/** Tells programs apart (FNV-1a over two halves): the text of the saved version need not be stored beside the draft. */
export const fingerprint = ({ args, code, files, language, stdin }: Program): string => {
  const sources = files.map(({ content, name }) => [name, content])
  const text = JSON.stringify([baseOf(language), code, stdin, splitArguments(args), sources])
  let [one, other] = [0x811c9dc5, 0x1000193]
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    one = Math.imul(one ^ unit, 0x01000193)
    other = Math.imul(other ^ unit, 0x5bd1e995)
  }
  return `${text.length}.${one >>> 0}.${other >>> 0}`
}

export const keptOf = ({ kept }: Draft): Kept => toKept(kept)

/** What the library knows of a saved program that was read. */
export const keep = (snippet: Snippet): Kept => ({
  title: snippet.title,
  saved: {
    id: snippet.id,
    slug: snippet.slug,
    version: snippet.version,
    print: fingerprint(toProgram(snippet)),
    about: aboutOf(snippet),
    runtime: snippet.runtime
  },
  ...(snippet.forked_from && { forkOf: snippet.forked_from })
})

/** What the library knows of the program in the editor. */
export const kept = computed(() => keptOf(program.value))

/** Whether the program in the editor is another one than the saved version that it began with. */
export const isChanged = computed(() => {
  const { saved } = kept.value
  return saved !== undefined && saved.print !== fingerprint(program.value)
})
