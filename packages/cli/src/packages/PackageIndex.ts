import { isPackageFileName } from "@glissade/engine/packages/PackageLock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type { HttpClientError } from "effect/http/HttpClientError"
import * as Layer from "effect/Layer"
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

const Project = Schema.fromJsonString(Schema.Struct({ files: Schema.Array(IndexFile) }))

/** The index that pip asks, too, unless it is told of another. */
export const defaultIndex = "https://pypi.org/simple/"

/** Most bytes of an answer that tells of a package: the longest of PyPI has some 40 MB. */
const maximumListBytes = 64 << 20

/** Most bytes of a package's file. */
export const maximumWheelBytes = 64 << 20

const timeout = "60 seconds"
const retries = Schedule.exponential("500 millis").pipe(Schedule.upTo({ times: 3 }))

interface Index {
  /** The files of a package, newest last; none where the index does not know it. */
  readonly files: (name: string) => Effect.Effect<ReadonlyArray<IndexFile>, PackagesFault>
  /** What the index says of a file beside it; nothing where it does not, or where that has another hash. */
  readonly metadata: (file: IndexFile) => Effect.Effect<string | undefined, PackagesFault>
  /** A file, which has the hash that the index told. */
  readonly download: (file: Pick<IndexFile, "filename" | "hashes" | "url">) => Effect.Effect<Uint8Array, PackagesFault>
  /** Whether an address answers. */
  readonly answers: (url: string) => Effect.Effect<boolean>
}

/** Where packages come from: an index as PyPI is one. */
export class PackageIndex extends Context.Service<PackageIndex, Index>()("@glissade/cli/PackageIndex") {}

const unreachable = (url: string) => (error: HttpClientError | { readonly message: string }) =>
  new PackagesFault({ message: `${new URL(url).host} does not answer as it should: ${error.message}` })

const tooLarge = (url: string, most: number) =>
  new PackagesFault({ message: `${url} has more than the ${most >> 20} MB that it may have` })

/** An answer's bytes, up to `most`; `undefined` for 404. */
const get = Effect.fnUntraced(function* (client: HttpClient.HttpClient, url: string, most: number, accept = "*/*") {
  const response = yield* client.get(url, { headers: { accept } })
  if (response.status === 404) return undefined
  if (response.status !== 200) {
    return yield* new PackagesFault({ message: `${new URL(url).host} answered ${response.status} for ${url}` })
  }
  const pieces: Array<Uint8Array> = []
  let length = 0
  yield* Stream.runForEach(response.stream, (piece) => {
    length += piece.length
    pieces.push(piece)
    return length > most ? tooLarge(url, most) : Effect.void
  })
  return Buffer.concat(pieces)
})

const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** The hashes come from the index, so nobody on the way may change what it says. */
const isSafe = (url: string): boolean => {
  const { hostname, protocol } = new URL(url)
  return protocol === "https:" || (protocol === "http:" && loopback.test(hostname))
}

const make = Effect.fnUntraced(function* (address: string) {
  const client = yield* HttpClient.HttpClient
  const fetched = Effect.fnUntraced(function* (url: string, most: number, accept?: string) {
    if (!isSafe(url)) return yield* new PackagesFault({ message: `${url} is not an address of https` })
    return yield* get(client, url, most, accept).pipe(
      Effect.timeout(timeout),
      Effect.mapError((error) => (error instanceof PackagesFault ? error : unreachable(url)(error))),
      Effect.retry(retries)
    )
  })
  const base = address.endsWith("/") ? address : `${address}/`
  return PackageIndex.of({
    files: Effect.fnUntraced(function* (name) {
      const url = `${base}${name}/`
      const bytes = yield* fetched(url, maximumListBytes, "application/vnd.pypi.simple.v1+json")
      if (bytes === undefined) return []
      const { files } = yield* Schema.decodeUnknownEffect(Project)(bytes.toString("utf8")).pipe(
        Effect.mapError(
          () => new PackagesFault({ message: `${base} does not answer in JSON, as PEP 691 says that an index does` })
        )
      )
      return files
        .filter(({ filename }) => isPackageFileName(filename))
        .map((file) => ({ ...file, url: new URL(file.url, url).href }))
    }),
    metadata: (file) => {
      const told = file["core-metadata"]
      if (told === undefined || told === false) return Effect.succeed(undefined)
      const hash = told === true ? undefined : told["sha256"]
      return Effect.map(fetched(`${file.url}.metadata`, maximumListBytes), (bytes) =>
        bytes === undefined || (hash !== undefined && sha256Of(bytes) !== hash) ? undefined : bytes.toString("utf8")
      )
    },
    download: Effect.fnUntraced(function* ({ filename, hashes, url }) {
      const bytes = yield* fetched(url, maximumWheelBytes)
      if (bytes === undefined) return yield* new PackagesFault({ message: `${url} is not there any more` })
      if (hashes["sha256"] === undefined || sha256Of(bytes) !== hashes["sha256"]) {
        return yield* new PackagesFault({
          message: `${filename} does not have the hash that it must have: nothing was changed`
        })
      }
      return bytes
    }),
    answers: (url) =>
      client.head(url).pipe(
        Effect.timeout("10 seconds"),
        Effect.map(({ status }) => status === 200),
        Effect.orElseSucceed(() => false)
      )
  })
})

/** Asks an index over HTTP. `address` is that of its simple API, such as {@link defaultIndex}. */
export const layer = (address: string): Layer.Layer<PackageIndex, never, HttpClient.HttpClient> =>
  Layer.effect(PackageIndex, make(address))
