import { batch, computed, signal } from "@preact/signals-core"
import type { Example } from "virtual:languages"
import { firstExample, languages } from "virtual:languages"
import type { Draft } from "./Draft.ts"
import { loadDraft, loadLanguage, saveDraft, saveLanguage } from "./Draft.ts"
import { findLanguage, languageOf } from "./Languages.ts"

export type { Example } from "virtual:languages"

/** The program in the editor. */
export interface Program extends Draft {
  readonly language: string
}

export const toDraft = ({ code, files = [], stdin = "" }: Example): Draft => ({ code, files, stdin, args: "" })

export const blank: Draft = { code: "", files: [], stdin: "", args: "" }

/** Examples of each language that are loaded so far. The first one is built in. */
export const examples = signal<Readonly<Record<string, ReadonlyArray<Example>>>>({
  [languages[0]!.id]: [firstExample]
})

/** What the editor begins a language with. */
export const begin = (language: string): Program => {
  const [first] = examples.peek()[language] ?? []
  return { language, ...(loadDraft(language) ?? (first === undefined ? blank : toDraft(first))) }
}

/** The language of last time. */
export const kept = loadLanguage()

/** Counts replacements of the program in the editor. */
export const placed = signal(0)

export const program = signal<Program>(begin(findLanguage(kept) === undefined ? languages[0]!.id : kept))

/** The file in the editor; `undefined` means the main file. */
export const openFile = signal<string | undefined>(undefined)

export const mainFile = computed(() => languageOf(program.value.language).mainFile)

/** The file in the editor, with its name. */
export const current = computed(() => {
  const { code, files } = program.value
  return files.find(({ name }) => name === openFile.value) ?? { name: mainFile.value, content: code }
})

export const change = (changes: Partial<Draft>): void => {
  program.value = { ...program.peek(), ...changes }
  const { language, ...draft } = program.peek()
  saveDraft(language, draft)
}

/** Takes what was typed into the editor. */
export const edit = (content: string): void => {
  const open = openFile.peek()
  const { files } = program.peek()
  if (open === undefined) change({ code: content })
  else change({ files: files.map((file) => (file.name === open ? { ...file, content } : file)) })
}

/** Replaces the program in the editor, and stores it as a draft. */
export const replace = (language: string, draft: Draft): void =>
  batch(() => {
    openFile.value = undefined
    program.value = { ...draft, language }
    placed.value += 1
    saveLanguage(language)
    saveDraft(language, draft)
  })

/** Switches to a language and its last draft. */
export const chooseLanguage = (language: string): void =>
  batch(() => {
    openFile.value = undefined
    program.value = begin(language)
    placed.value += 1
    saveLanguage(language)
  })
