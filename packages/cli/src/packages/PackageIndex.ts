import { isPackageFileName } from "@glissade/engine/packages/PackageLock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import type { HttpClientError } from "effect/http/HttpClientError"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { PackagesFault } from "./PackagesFault.ts"
import { sha256Of } from "./Sha256.ts"

/** A file of a package, as the index tells of it: PEP 691. */
export const IndexFile = Schema.Struct({
  filename: Schema.String,
  url: Schema.String,
  hashes: Schema.Record(Schema.String, Schema.String),
  "requires-python": Schema.optionalKey(Schema.NullOr(Schema.String)),
  yanked: Schema.optionalKey(Schema.Union([Schema.Boolean, Schema.String])),
  "core-metadata": Schema.optionalKey(Schema.Union([Schema.Boolean, Schema.Record(Schema.String, Schema.String)]))
})
export type IndexFile = typeof IndexFile.Type

/** Files are decoded one by one: an index that lists one wrongly has others. */
const Project = Schema.fromJsonString(Schema.Struct({ files: Schema.Array(Schema.Unknown) }))

/** What an index lists of a package. */
export interface Listing {
  /** The files that can be used, newest last. */
  readonly files: ReadonlyArray<IndexFile>
  /** What is wrong with the others, in sentences. */
  readonly unusable: ReadonlyArray<string>
}

/** The index that pip asks, too, unless it is told of another. */
export const defaultIndex = "https://pypi.org/simple/"

/** Most bytes of an answer that tells of a package: the longest of PyPI has some 40 MB. */
const maximumListBytes = 64 << 20

/** Most bytes of a wheel's metadata, which has the text of a README. */
const maximumMetadataBytes = 4 << 20

/** Most bytes of a package's file. */
export const maximumWheelBytes = 64 << 20

const timeout = "60 seconds"

/** Most addresses that one redirects to the next, as browsers have it. */
const maximumRedirects = 20

const retries = Schedule.exponential("500 millis").pipe(Schedule.upTo({ times: 3 }))

interface Index {
  /** The files of a package; none where the index does not know it. */
  readonly files: (name: string) => Effect.Effect<Listing, PackagesFault>
  /** What the index says of a file beside it; nothing where it does not, or where that has another hash. */
  readonly metadata: (file: IndexFile) => Effect.Effect<string | undefined, PackagesFault>
  /** A file, which has the hash that the index told. */
  readonly download: (file: Pick<IndexFile, "filename" | "hashes" | "url">) => Effect.Effect<Uint8Array, PackagesFault>
  /** Whether an address answers. */
  readonly answers: (url: string) => Effect.Effect<boolean>
}

/** Where packages come from: an index as PyPI is one. */
export class PackageIndex extends Context.Service<PackageIndex, Index>()("@glissade/cli/PackageIndex") {}

/** What no second try changes. */
class Refused extends Data.TaggedError("Refused")<{ readonly message: string }> {}

const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** The hashes come from the index, so nobody on the way may change what it says. */
const isSafe = ({ hostname, protocol }: URL): boolean =>
  protocol === "https:" || (protocol === "http:" && loopback.test(hostname))

/** Where a redirect leads. What was asked for over https is not answered without it. */
const redirection = (from: string, location: string) => {
  if (!URL.canParse(location, from))
    return new Refused({ message: `${from} redirects to ${location}, which is no address` })
  const to = new URL(location, from)
  if (isSafe(to) && !(from.startsWith("https:") && to.protocol !== "https:")) return Effect.succeed(to.href)
  return new Refused({ message: `${from} redirects to ${to.href}, which is not an address of https` })
}

/** The answer at the end of redirects, each of which is looked at, and its address. */
const follow = Effect.fnUntraced(function* (
  client: HttpClient.HttpClient,
  request: HttpClientRequest.HttpClientRequest
) {
  let { url } = request
  for (let redirects = 0; redirects <= maximumRedirects; redirects++) {
    const response = yield* Effect.provideService(
      client.execute(HttpClientRequest.setUrl(request, url)),
      FetchHttpClient.RequestInit,
      { redirect: "manual" }
    )
    const location = response.headers["location"]
    if (response.status < 300 || response.status > 399 || location === undefined) return { response, url }
    url = yield* redirection(url, location)
  }
  return yield* new Refused({ message: `${request.url} redirects more than ${maximumRedirects} times` })
})

/** An answer's bytes, up to `most`, and the address that they are from; `undefined` for 404. */
const get = Effect.fnUntraced(function* (client: HttpClient.HttpClient, asked: string, most: number, accept = "*/*") {
  const { response, url } = yield* follow(client, HttpClientRequest.get(asked, { headers: { accept } }))
  if (response.status === 404) return undefined
  if (response.status !== 200) {
    return yield* new PackagesFault({ message: `${new URL(url).host} answered ${response.status} for ${url}` })
  }
  const pieces: Array<Uint8Array> = []
  let length = 0
  yield* Stream.runForEach(response.stream, (piece) => {
    length += piece.length
    pieces.push(piece)
    return length > most
      ? new Refused({ message: `${url} has more than the ${most >> 20} MB that it may have` })
      : Effect.void
  })
  return { bytes: Buffer.concat(pieces), url }
})

const faultAt =
  (url: string) =>
  (error: HttpClientError | Refused | PackagesFault | { readonly message: string }): PackagesFault => {
    if (error instanceof PackagesFault) return error
    if (error instanceof Refused) return new PackagesFault({ message: error.message })
    return new PackagesFault({ message: `${new URL(url).host} does not answer as it should: ${error.message}` })
  }

const decodeFile = Schema.decodeUnknownOption(IndexFile)

/** The file that an index lists, with its whole address; or what is wrong with it. */
const listed = (entry: unknown, listing: string): IndexFile | string => {
  const file = Option.getOrUndefined(decodeFile(entry))
  if (file === undefined) return "a file is not listed as PEP 691 says"
  if (!isPackageFileName(file.filename)) return `${JSON.stringify(file.filename.slice(0, 100))} is no name of a file`
  if (!URL.canParse(file.url, listing)) return `${file.filename} cannot be used: its address is none`
  return { ...file, url: new URL(file.url, listing).href }
}

const make = Effect.fnUntraced(function* (address: string) {
  const client = yield* HttpClient.HttpClient
  const fetched = Effect.fnUntraced(function* (url: string, most: number, accept?: string) {
    if (!isSafe(new URL(url))) return yield* new PackagesFault({ message: `${url} is not an address of https` })
    return yield* get(client, url, most, accept).pipe(
      Effect.timeout(timeout),
      Effect.retry({ schedule: retries, while: (error) => !(error instanceof Refused) }),
      Effect.mapError(faultAt(url))
    )
  })
  const base = address.endsWith("/") ? address : `${address}/`
  return PackageIndex.of({
    files: Effect.fnUntraced(function* (name) {
      const url = `${base}${name}/`
      const answer = yield* fetched(url, maximumListBytes, "application/vnd.pypi.simple.v1+json")
      if (answer === undefined) return { files: [], unusable: [] }
      const { files } = yield* Schema.decodeUnknownEffect(Project)(answer.bytes.toString("utf8")).pipe(
        Effect.mapError(
          () => new PackagesFault({ message: `${base} does not answer in JSON, as PEP 691 says that an index does` })
        )
      )
      const entries = files.map((entry) => listed(entry, answer.url))
      return {
        files: entries.filter((entry) => typeof entry !== "string"),
        unusable: entries.filter((entry) => typeof entry === "string")
      }
    }),
    metadata: (file) => {
      const told = file["core-metadata"]
      if (told === undefined || told === false) return Effect.succeed(undefined)
      const hash = told === true ? undefined : told["sha256"]
      return Effect.map(fetched(`${file.url}.metadata`, maximumMetadataBytes), (answer) =>
        answer === undefined || (hash !== undefined && sha256Of(answer.bytes) !== hash)
          ? undefined
          : answer.bytes.toString("utf8")
      )
    },
    download: Effect.fnUntraced(function* ({ filename, hashes, url }) {
      const answer = yield* fetched(url, maximumWheelBytes)
      if (answer === undefined) return yield* new PackagesFault({ message: `${url} is not there any more` })
      const { bytes } = answer
      if (hashes["sha256"] === undefined || sha256Of(bytes) !== hashes["sha256"]) {
        return yield* new PackagesFault({
          message: `${filename} does not have the hash that it must have: nothing was changed`
        })
      }
      return bytes
    }),
    answers: (url) =>
      follow(client, HttpClientRequest.head(url)).pipe(
        Effect.timeout("10 seconds"),
        Effect.map(({ response }) => response.status === 200),
        Effect.orElseSucceed(() => false)
      )
  })
})

/** Asks an index over HTTP. `address` is that of its simple API, such as {@link defaultIndex}. */
export const layer = (address: string): Layer.Layer<PackageIndex, never, HttpClient.HttpClient> =>
  Layer.effect(PackageIndex, make(address))
