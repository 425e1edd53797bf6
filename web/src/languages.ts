/** A language that the page knows. */
export interface Language {
  readonly id: string
  readonly name: string
  readonly mainFile: string
}

/** The first three are always offered, the others where the server has them. */
export const languages: ReadonlyArray<Language> = [
  { id: "python", name: "Python", mainFile: "main.py" },
  { id: "javascript", name: "JavaScript", mainFile: "main.js" },
  { id: "typescript", name: "TypeScript", mainFile: "main.ts" },
  { id: "lua", name: "Lua", mainFile: "main.lua" },
  { id: "sql", name: "SQL", mainFile: "main.sql" },
  { id: "ruby", name: "Ruby", mainFile: "main.rb" }
]

const alwaysOffered = 3

export const languageOf = (id: string): Language => languages.find((language) => language.id === id) ?? languages[0]!

/** What is offered, given the versions that the server has; the language in use stays in any case. */
export const offered = (
  versions: Readonly<Record<string, string>>,
  current: string
): ReadonlyArray<Language & { readonly version?: string | undefined }> =>
  languages
    .map((language) => ({ ...language, version: versions[language.id] }))
    .filter(({ id, version }, index) => index < alwaysOffered || version !== undefined || id === current)
