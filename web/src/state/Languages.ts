import type { ExecuteRequest } from "@glissade/client/Client"
import { signal } from "@preact/signals-core"
import { alwaysOffered, languages } from "virtual:languages"

/** A language as the page shows it. */
export interface Language {
  readonly id: string
  readonly name: string
  readonly mainFile: string
  /** What requests have for it in place of its id, once the server has told. */
  readonly request?: Pick<ExecuteRequest, "language" | "runtime" | "check" | "compile_output"> | undefined
}

/** A language of the server. */
export interface ServedLanguage extends Language {
  readonly version: string
  readonly extensions: ReadonlyArray<string>
  readonly grammar: string
  /** Whether its programs can be given input while they run. */
  readonly isInteractive: boolean
  /** What its programs can import beside its own library, as `networkx 3.7`. */
  readonly packages: ReadonlyArray<string>
}

/** The server's languages, once they are loaded. */
export const served = signal<ReadonlyArray<ServedLanguage>>([])

const findServed = (id: string): ServedLanguage | undefined => served.value.find((language) => language.id === id)

/** Whether programs of a language can be given input while they run; `undefined` until the server has told. */
export const takesInput = (id: string): boolean | undefined => findServed(id)?.isInteractive

/** A language that the page was built with, or that the server has. */
export const findLanguage = (id: string): Language | undefined =>
  findServed(id) ?? languages.find((language) => language.id === id)

export const languageOf = (id: string): Language => findLanguage(id) ?? languages[0]!

/** The server's languages. Until they are known the first few are offered. The language in use stays in the list. */
export const offered = (current: string): ReadonlyArray<Language & { readonly version?: string | undefined }> => {
  const others = served.value.filter(({ id }) => languages.every((language) => language.id !== id))
  return [...languages, ...others]
    .map((language) => ({ ...language, version: findServed(language.id)?.version }))
    .filter(
      ({ id, version }, index) =>
        version !== undefined || id === current || (served.value.length === 0 && index < alwaysOffered)
    )
}
