import type { LanguageExamples, Runtimes } from "./Result.ts"
import { fields, flag, integer, list, orMissing, text } from "./Reader.ts"

export type { LanguageExample, LanguageExamples, Runtime, Runtimes } from "./Result.ts"

const range = fields({ default: integer, maximum: integer })
const maximum = fields({ maximum: integer })

const runtime = fields({
  language: text,
  version: text,
  engine: text,
  main_file: text,
  name: orMissing(text),
  extensions: orMissing(list(text)),
  grammar: orMissing(text),
  check: orMissing(flag),
  compiled: orMissing(flag),
  interactive_input: orMissing(flag),
  packages: orMissing(list(fields({ name: text, version: text })))
})

const readRuntimes = fields<Runtimes>({
  runtimes: list(runtime),
  limits: fields({
    timeout_ms: range,
    sync_timeout_ms: range,
    memory_bytes: range,
    output_bytes: range,
    compile_timeout_ms: orMissing(range),
    stdin_bytes: maximum,
    source_bytes: maximum
  }),
  features: orMissing(list(text)),
  native_runtimes: orMissing(list(runtime)),
  native_isolation: orMissing(text),
  native_starting: orMissing(flag)
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

/** Options of a call. */
export interface FetchOptions {
  /** Aborts the call; by default it times out after ten seconds. */
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
 * A server's languages with their versions, and its limits, from `GET /runtimes`. Rejects if the server cannot be reached within ten
 * seconds, or answers anything else.
 */
export const fetchRuntimes = async (apiUrl: string, options: FetchOptions = {}): Promise<Runtimes> =>
  readRuntimes(await get(apiUrl, "/runtimes", options))

/** Example programs of a language, from `GET /runtimes/{language}/examples`. Rejects as {@link fetchRuntimes} does. */
export const fetchExamples = async (
  apiUrl: string,
  language: string,
  options: FetchOptions = {}
): Promise<LanguageExamples> =>
  readExamples(await get(apiUrl, `/runtimes/${encodeURIComponent(language)}/examples`, options))
