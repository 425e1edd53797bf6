import type { LanguageExamples, Runtimes } from "./Result.ts"
import { fields, integer, list, orMissing, text } from "./Reader.ts"

export type { LanguageExample, LanguageExamples, Runtime, Runtimes } from "./Result.ts"

const range = fields({ default: integer, maximum: integer })
const maximum = fields({ maximum: integer })

const readRuntimes = fields<Runtimes>({
  runtimes: list(
    fields({
      language: text,
      version: text,
      engine: text,
      main_file: text,
      name: orMissing(text),
      extensions: orMissing(list(text)),
      grammar: orMissing(text)
    })
  ),
  limits: fields({
    timeout_ms: range,
    sync_timeout_ms: range,
    memory_bytes: range,
    output_bytes: range,
    stdin_bytes: maximum,
    source_bytes: maximum
  }),
  features: orMissing(list(text))
})

const readExamples = fields<LanguageExamples>({
  language: text,
  examples: list(
    fields({
      title: text,
      code: text,
      stdin: orMissing(text),
      files: orMissing(list(fields({ name: text, content: text })))
    })
  )
})

/** Settings of a call. */
export interface FetchOptions {
  /** Ends the call; ten seconds where none is given. */
  readonly signal?: AbortSignal
}

const get = async (
  apiUrl: string,
  path: string,
  { signal = AbortSignal.timeout(10_000) }: FetchOptions
): Promise<unknown> => {
  const response = await fetch(`${apiUrl.replace(/\/+$/, "")}${path}`, { signal })
  if (!response.ok) throw new Error(`the server answered ${response.status}`)
  return response.json()
}

/**
 * The languages of a server with their versions, and its limits, as `GET /runtimes` answers. Rejects when the server cannot be reached
 * within ten seconds, or answers anything else.
 */
export const fetchRuntimes = async (apiUrl: string, options: FetchOptions = {}): Promise<Runtimes> =>
  readRuntimes(await get(apiUrl, "/runtimes", options))

/** Programs to begin with in a language, as `GET /runtimes/{language}/examples` answers. Rejects as {@link fetchRuntimes} does. */
export const fetchExamples = async (
  apiUrl: string,
  language: string,
  options: FetchOptions = {}
): Promise<LanguageExamples> =>
  readExamples(await get(apiUrl, `/runtimes/${encodeURIComponent(language)}/examples`, options))
