import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { readdirSync, readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { call, makeClient } from "./AwsClient.ts"
import { AwsConfig } from "./AwsConfig.ts"
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client
} from "./sdk/PageBucketClient.ts"

/** What Terraform asks for. */
const PageUploadRequest = Schema.Struct({
  /** The page's bucket. */
  bucket: Schema.NonEmptyString,
  /** Content of `config.json`, which tells the page where the APIs are. */
  config: Schema.Record(Schema.String, Schema.String)
})

/** What was done: numbers of files. */
export interface PageUploaded {
  readonly uploaded: number
  readonly removed: number
}

/** Files of the page by path. */
export type PageFiles = ReadonlyMap<string, Uint8Array | string>

/** How long an asset that the page uses no longer is kept, in milliseconds: a tab that has been open for longer loads anew. */
const keptMs = 30 * 24 * 60 * 60 * 1000

/** Where it is written down since when assets are unused: S3 knows only when they were uploaded. */
const unusedPath = "unused.json"

const Unused = Schema.fromJsonString(Schema.Record(Schema.String, Schema.Number))

/** Requests at a time. */
const concurrency = 8

const yearSeconds = 365 * 24 * 60 * 60

const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".webp": "image/webp",
  ".woff2": "font/woff2"
}

const isAsset = (path: string): boolean => path.startsWith("assets/")

/** Assets have a hash of their content in their names and are cached for good; everything else is revalidated. */
const cacheControl = (path: string): string =>
  isAsset(path) ? `public, max-age=${yearSeconds}, immutable` : "no-cache"

/** Steps of an upload. Each step's files use only those of earlier steps, so that whoever loads the page meanwhile gets one whole version. */
const stepOf = (path: string): number => {
  if (isAsset(path)) return 0
  return path === "index.html" ? 3 : path === "sw.js" ? 2 : 1
}

/** The page's files in a folder. Compressed copies are left out, since CloudFront compresses. */
export const readPageFiles = (folder: string): PageFiles =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(?:br|gz|map)$/.test(entry.name))
      .map((entry) => {
        const path = join(entry.parentPath, entry.name)
        return [path.slice(folder.length + 1), readFileSync(path)] as const
      })
  )

/** Uploads the page to its bucket, and removes assets that it has not used for 30 days. */
export class PageUpload extends Context.Service<
  PageUpload,
  { readonly upload: (event: unknown) => Effect.Effect<PageUploaded, unknown> }
>()("@glissade/aws/PageUpload") {}

export const layer = (files: PageFiles) =>
  Layer.effect(
    PageUpload,
    Effect.gen(function* () {
      const { endpoint } = yield* AwsConfig
      const client = yield* makeClient(
        (options) => new S3Client({ ...options, forcePathStyle: endpoint !== undefined }),
        endpoint
      )
      const request = <A>(send: Parameters<typeof call<A>>[0]) =>
        Effect.retry(call(send), { times: 3, while: ({ isTransient }) => isTransient })

      const put = Effect.fnUntraced(function* (Bucket: string, path: string, Body: Uint8Array | string) {
        const ContentType = contentTypes[extname(path)]
        if (ContentType === undefined) return yield* Effect.die(`${path} of the page has no content type`)
        const command = new PutObjectCommand({ Bucket, Key: path, Body, ContentType, CacheControl: cacheControl(path) })
        yield* request((options) => client.send(command, options))
      })

      /** Since when assets of earlier releases are unused, by path, as the last upload wrote it down. */
      const readUnused = Effect.fnUntraced(function* (Bucket: string) {
        const command = new GetObjectCommand({ Bucket, Key: unusedPath })
        const text = yield* request((options) =>
          client.send(command, options).then(({ Body }) => Body?.transformToString() ?? "{}")
        ).pipe(
          Effect.catchIf(
            ({ code }) => code === "NoSuchKey",
            () => Effect.succeed("{}")
          )
        )
        return yield* Schema.decodeEffect(Unused)(text)
      })

      const listAssets = Effect.fnUntraced(function* (Bucket: string) {
        const found: Array<string> = []
        let ContinuationToken: string | undefined
        do {
          const command: ListObjectsV2Command = new ListObjectsV2Command({
            Bucket,
            Prefix: "assets/",
            ...(ContinuationToken === undefined ? {} : { ContinuationToken })
          })
          const page = yield* request((options) => client.send(command, options))
          for (const { Key } of page.Contents ?? []) if (Key !== undefined) found.push(Key)
          ContinuationToken = page.NextContinuationToken
        } while (ContinuationToken !== undefined)
        return found
      })

      /** Removes assets that have been unused for long enough, and writes down since when the others are. */
      const removeOutdated = Effect.fnUntraced(function* (Bucket: string) {
        const now = yield* Clock.currentTimeMillis
        const before = yield* readUnused(Bucket)
        const unused = (yield* listAssets(Bucket))
          .filter((path) => !files.has(path))
          .map((path) => [path, before[path] ?? now] as const)
        const isOutdated = ([, since]: readonly [string, number]) => now - since > keptMs
        const outdated = unused.filter(isOutdated)
        yield* Effect.forEach(
          outdated,
          ([Key]) => request((options) => client.send(new DeleteObjectCommand({ Bucket, Key }), options)),
          { concurrency, discard: true }
        )
        const kept = unused.filter((one) => !isOutdated(one))
        yield* put(Bucket, unusedPath, JSON.stringify(Object.fromEntries(kept)))
        return outdated.length
      })

      const upload = Effect.fnUntraced(function* (event: unknown) {
        const { bucket, config } = yield* Schema.decodeUnknownEffect(PageUploadRequest)(event)
        const all: PageFiles = new Map([...files, ["config.json", JSON.stringify(config)]])
        const steps = Map.groupBy(all, ([path]) => stepOf(path))
        for (const step of [0, 1, 2, 3]) {
          yield* Effect.forEach(steps.get(step) ?? [], ([path, content]) => put(bucket, path, content), {
            concurrency,
            discard: true
          })
        }
        return { uploaded: all.size, removed: yield* removeOutdated(bucket) }
      })

      return { upload }
    })
  )
