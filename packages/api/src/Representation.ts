import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { createHash } from "node:crypto"
import { promisify } from "node:util"
import { brotliCompress, constants, gzip } from "node:zlib"

/** Content codings that are offered, the best first. */
const codings = ["br", "gzip"] as const
type Coding = (typeof codings)[number]

/** A resource that is read often and changes rarely: its bytes, compressed and not, and how long they may be cached. */
export interface Representation {
  readonly contentType: string
  readonly cacheControl: string
  readonly identity: Uint8Array
  readonly compressed: Readonly<Partial<Record<Coding, Uint8Array>>>
  /** Entity tag of the uncompressed bytes; those of the codings have the coding's name appended. */
  readonly hash: string
}

/** Makes a representation of given bytes, compressed or not. */
export const makeRepresentation = (options: Omit<Representation, "hash">): Representation => ({
  ...options,
  hash: createHash("sha256").update(options.identity).digest("base64url").slice(0, 22)
})

const brotliOf = promisify(brotliCompress)
const gzipOf = promisify(gzip)

/** Medium quality, since the first request waits for it. The build compresses with the best. */
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }

/** Compresses bytes made at run time, off the event loop. */
export const compressed = (bytes: Uint8Array): Effect.Effect<Representation["compressed"]> =>
  Effect.promise(() => Promise.all([brotliOf(bytes, brotliOptions), gzipOf(bytes)])).pipe(
    Effect.map(([br, gzip]) => ({ br, gzip }))
  )

/** The weight that Accept-Encoding gives to a coding (RFC 9110, section 12.5.3). */
const weightOf = (accepted: string, coding: string): number => {
  let any = 0
  for (const entry of accepted.toLowerCase().split(",")) {
    const [name, ...parameters] = entry.split(";").map((part) => part.trim())
    const q = parameters.find((parameter) => parameter.startsWith("q="))
    const weight = q === undefined ? 1 : Number(q.slice(2)) || 0
    if (name === coding) return weight
    if (name === "*") any = weight
  }
  return any
}

const codingFor = (accepted: string | undefined, { compressed }: Representation): Coding | undefined =>
  accepted === undefined
    ? undefined
    : codings
        .filter((coding) => compressed[coding] !== undefined && weightOf(accepted, coding) > 0)
        .toSorted((a, b) => weightOf(accepted, b) - weightOf(accepted, a))[0]

const tags = (header: string): ReadonlyArray<string> => header.split(",").map((tag) => tag.trim().replace(/^W\//, ""))

/** Responds with the coding that the client prefers, or with 304 if it has that. */
export const represent = (representation: Representation) =>
  Effect.map(HttpServerRequest.HttpServerRequest, ({ headers: asked }) => {
    const coding = codingFor(asked["accept-encoding"], representation)
    const etag = `"${representation.hash}${coding === undefined ? "" : `-${coding}`}"`
    const headers = { etag, "cache-control": representation.cacheControl, vary: "accept-encoding" }
    const known = tags(asked["if-none-match"] ?? "")
    if (known.includes(etag) || known.includes("*")) return HttpServerResponse.empty({ status: 304, headers })
    const bytes = coding === undefined ? representation.identity : representation.compressed[coding]!
    return HttpServerResponse.uint8Array(bytes, {
      contentType: representation.contentType,
      headers: coding === undefined ? headers : { ...headers, "content-encoding": coding }
    })
  })
