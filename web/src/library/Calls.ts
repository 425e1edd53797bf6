import type {
  Snippet as SnippetSchema,
  SnippetHead as HeadSchema,
  SnippetPage,
  SnippetVersion,
  SnippetVersions
} from "@glissade/protocol/Snippet"
import { apiUrl, token } from "../client.ts"
import type { About, Source } from "./SnippetProgram.ts"

/** A saved program, as the server sends it. */
export type Snippet = typeof SnippetSchema.Encoded
export type SnippetHead = typeof HeadSchema.Encoded
export type Version = typeof SnippetVersion.Encoded

/** Longest wait for an answer, in milliseconds. */
const patience = 15_000

/** A call that did not do what it was to do. The message says why, in the middle of a sentence. */
export class CallFailed extends Error {
  /** The status of the answer; `undefined` if there was none. */
  readonly status: number | undefined
  /** When it may be tried again, in milliseconds; `undefined` if the same call would fail again. */
  readonly retryMs: number | undefined

  constructor(message: string, status?: number, retryMs?: number) {
    super(message)
    this.status = status
    this.retryMs = retryMs
  }
}

const tokenNow = async (): Promise<string | undefined> => (typeof token === "function" ? token() : token)

interface Call {
  readonly body?: object
  /** The version that is changed. */
  readonly version?: number
  readonly signal?: AbortSignal | undefined
  /** Longest wait for the whole answer, in milliseconds. */
  readonly patienceMs?: number
}

const headersOf = async ({ body, version }: Call): Promise<Record<string, string>> => {
  const bearer = await tokenNow().catch((error: unknown) => {
    throw new CallFailed(error instanceof Error ? error.message : String(error), undefined, 10_000)
  })
  return {
    ...(body !== undefined && { "content-type": "application/json" }),
    ...(version !== undefined && { "if-match": `"${version}"` }),
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` })
  }
}

const noAnswer = () =>
  new CallFailed(navigator.onLine ? "the server does not answer" : "there is no network", undefined, 10_000)

const toFailure = async (response: Response): Promise<CallFailed> => {
  const problem = (await response.json().catch(() => ({}))) as { readonly detail?: string; readonly title?: string }
  const { status } = response
  const isPassing = status === 429 || status >= 500
  const seconds = Number(response.headers.get("retry-after")) || 10
  return new CallFailed(
    problem.detail ?? problem.title ?? `the server answered ${status}`,
    status,
    isPassing ? seconds * 1000 : undefined
  )
}

/** Calls the server for an answer of any kind. Rejects with a {@link CallFailed}, or an `AbortError` if the signal aborted it. */
export const ask = async (method: string, path: string, request: Call = {}): Promise<Response> => {
  const { body, patienceMs = patience, signal } = request
  const late = AbortSignal.timeout(patienceMs)
  const headers = await headersOf(request)
  let response: Response
  try {
    response = await fetch(apiUrl.replace(/\/+$/, "") + path, {
      method,
      headers,
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
      ...(body !== undefined && { body: JSON.stringify(body) })
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw noAnswer()
  }
  if (!response.ok) throw await toFailure(response)
  return response
}

/** Calls the server for JSON. Rejects as {@link ask} does. */
export const call = async <A>(method: string, path: string, request: Call = {}): Promise<A> => {
  const response = await ask(method, path, request)
  if (response.status === 204) return undefined as A
  return (await response.json().catch(() => {
    throw noAnswer()
  })) as A
}

/** What is sent to save a program. */
export type SnippetBody = Source & About & { readonly title: string }

export const readSnippet = (id: string): Promise<Snippet> => call("GET", `/snippets/${id}`)

export const createSnippet = (body: SnippetBody): Promise<Snippet> => call("POST", "/snippets", { body })

export const replaceSnippet = (id: string, version: number, body: SnippetBody, isAutosaved = false): Promise<Snippet> =>
  call("PUT", `/snippets/${id}`, { version, body: { ...body, is_autosaved: isAutosaved } })

export const readVersions = (id: string): Promise<typeof SnippetVersions.Encoded> =>
  call("GET", `/snippets/${id}/versions`)

export const readVersion = (id: string, version: number): Promise<Version> =>
  call("GET", `/snippets/${id}/versions/${version}`)

export const listSnippets = (query: URLSearchParams, signal: AbortSignal): Promise<typeof SnippetPage.Encoded> =>
  call("GET", `/snippets?${query}`, { signal })
