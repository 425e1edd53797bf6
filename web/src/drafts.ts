/** What a person typed, kept in this browser. */
export interface Draft {
  readonly code: string
  readonly stdin: string
  readonly args: string
}

const key = (language: string) => `glissade.draft.${language}`
const languageKey = "glissade.language"

/** Storage can be forbidden or full; a draft that cannot be kept must not stop anybody. */
const attempt = <A>(action: () => A): A | undefined => {
  try {
    return action()
  } catch {
    return undefined
  }
}

export const loadDraft = (language: string): Draft | undefined =>
  attempt(() => {
    const value: unknown = JSON.parse(localStorage.getItem(key(language)) ?? "null")
    if (typeof value !== "object" || value === null) return undefined
    const { args, code, stdin } = value as Partial<Draft>
    if (typeof code !== "string") return undefined
    return { code, stdin: typeof stdin === "string" ? stdin : "", args: typeof args === "string" ? args : "" }
  })

export const saveDraft = (language: string, draft: Draft): void =>
  void attempt(() => localStorage.setItem(key(language), JSON.stringify(draft)))

export const loadLanguage = (): string => attempt(() => localStorage.getItem(languageKey)) ?? "python"

export const saveLanguage = (language: string): void => void attempt(() => localStorage.setItem(languageKey, language))
