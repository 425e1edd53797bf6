import { readStored, writeStored } from "./Stored.ts"

/** A file beside the main one. */
export interface SourceFile {
  readonly name: string
  readonly content: string
}

/** What a person typed. */
export interface Draft {
  readonly code: string
  readonly files: ReadonlyArray<SourceFile>
  readonly stdin: string
  readonly args: string
  /** What the library knows of the program. Whatever replaces the program replaces this as well, and its undo brings it back. */
  readonly kept?: unknown
}

const isText = (value: unknown): value is string => typeof value === "string"
const textOf = (value: unknown): string => (isText(value) ? value : "")

const isFile = (value: unknown): value is SourceFile => {
  const { content, name } = (value ?? {}) as Partial<SourceFile>
  return isText(name) && isText(content)
}

/** Reads a draft; `undefined` if the value is invalid. */
export const toDraft = (value: unknown): Draft | undefined => {
  const { args, code, files, kept, stdin } = (value ?? {}) as Partial<Record<keyof Draft, unknown>>
  if (!isText(code)) return undefined
  return {
    code,
    files: Array.isArray(files) ? files.filter(isFile) : [],
    stdin: textOf(stdin),
    args: textOf(args),
    kept
  }
}

const nameOf = (language: string) => `draft.${language}`

/** This tab's draft, or else the browser's latest: after a reload, two tabs do not overwrite each other. */
export const loadDraft = (language: string): Draft | undefined =>
  toDraft(readStored("tab", nameOf(language))) ?? toDraft(readStored("browser", nameOf(language)))

/** Whether something was written in this tab. */
export const isWrittenHere = (language: string): boolean => readStored("tab", nameOf(language)) !== null

/** A tab that opened somebody else's link stores its drafts for itself only: they must not replace the person's own. */
const isGuest = (): boolean => readStored("tab", "link") !== null

export const saveDraft = (language: string, draft: Draft): void => {
  writeStored("tab", nameOf(language), draft)
  if (!isGuest()) writeStored("browser", nameOf(language), draft)
}

export const loadLanguage = (): string =>
  textOf(readStored("tab", "language")) || textOf(readStored("browser", "language"))

export const saveLanguage = (language: string): void => {
  writeStored("tab", "language", language)
  if (!isGuest()) writeStored("browser", "language", language)
}
