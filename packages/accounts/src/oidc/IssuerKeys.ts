import { TokenCheckUnavailable } from "@glissade/core/Authenticator"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import type { JSONWebKeySet, JWTVerifyGetKey } from "jose"
import { createLocalJWKSet } from "jose"

/** The larger of the two documents is about 20 KB at the largest issuers. */
const maximumBytes = 256 * 1024

/** How long both documents may take together, in milliseconds: half of what the authorizer on Lambda may take. */
const timeoutMs = 5_000

/** How long after a failed load nobody waits for another one, in milliseconds: otherwise callers would wait in turn while the issuer hangs. */
export const pauseMs = 1_000

/** The issuer whose keys are loaded. */
export interface IssuerOptions {
  /** Its address, to which `/.well-known/openid-configuration` is added. */
  readonly issuer: string
  /** The name of the setting that the address comes from, for messages to an operator. */
  readonly setting: string
}

/** An issuer and its keys, as they were at a time. */
export interface IssuerKeys {
  /** What `iss` must be, to the letter. */
  readonly issuer: string
  readonly keys: JWTVerifyGetKey
  readonly loadedAt: number
}

const Discovery = Schema.fromJsonString(Schema.Struct({ issuer: Schema.String, jwks_uri: Schema.String }))
const decodeDiscovery = Schema.decodeEffect(Discovery)

const unavailable = (url: string, why: string) => new TokenCheckUnavailable({ message: `${url}: ${why}` })

/** `fetch` only says that it failed; its cause says why. */
const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error as { readonly cause?: { readonly code?: unknown } }
  return typeof cause?.code === "string" ? `${error.message} (${cause.code})` : error.message
}

const readBody = async (url: string, signal: AbortSignal): Promise<string> => {
  const response = await fetch(url, { signal, redirect: "error", headers: { accept: "application/json" } })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`the status is ${response.status}`)
  }
  const chunks: Array<Uint8Array> = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maximumBytes) throw new Error(`it is larger than ${maximumBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}

/** Tried twice: a connection that was kept alive may have been closed meanwhile, as when Lambda had frozen the process. */
const fetchText = (url: string) =>
  Effect.retry(
    Effect.tryPromise({
      try: (signal) => readBody(url, signal),
      catch: (error) => unavailable(url, describe(error))
    }),
    { times: 1 }
  )

const withoutSlash = (url: string): string => url.replace(/\/+$/, "")

/** Keys that came in the clear could be anybody's, unless the issuer itself is a test's. */
const isKeyAddress = (url: string, issuer: string): boolean =>
  URL.canParse(url) && ["https:", new URL(issuer).protocol].includes(new URL(url).protocol)

const load = Effect.fnUntraced(function* ({ issuer: configured, setting }: IssuerOptions) {
  const url = `${withoutSlash(configured)}/.well-known/openid-configuration`
  const { issuer, jwks_uri: keysUrl } = yield* fetchText(url).pipe(
    Effect.flatMap(decodeDiscovery),
    Effect.catchTag("SchemaError", () => Effect.fail(unavailable(url, "this is no discovery document")))
  )
  if (withoutSlash(issuer) !== withoutSlash(configured)) {
    return yield* unavailable(url, `its issuer is ${JSON.stringify(issuer)}, not that of ${setting}`)
  }
  if (!isKeyAddress(keysUrl, issuer)) {
    return yield* unavailable(url, `its jwks_uri is ${JSON.stringify(keysUrl)}, not an https address`)
  }
  const text = yield* fetchText(keysUrl)
  const keys = yield* Effect.try({
    try: () => createLocalJWKSet(JSON.parse(text) as JSONWebKeySet),
    catch: () => unavailable(keysUrl, "this is no set of keys")
  })
  return { issuer, keys, loadedAt: yield* Clock.currentTimeMillis }
})

/**
 * The keys of an issuer by OpenID Connect discovery, not older than the given milliseconds. They are loaded when those at hand are older; a
 * load that fails leaves these as they are, and callers within {@link pauseMs} get the same failure. Whoever is content with the keys at hand
 * never waits. `jose` could load keys as well, but without a limit of their size, and not the discovery document.
 * https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export const makeIssuerKeys = Effect.fnUntraced(function* (options: IssuerOptions) {
  const lock = yield* Semaphore.make(1)
  let held: IssuerKeys | undefined
  let failed: { readonly error: TokenCheckUnavailable; readonly at: number } | undefined

  const heldSince = (time: number) => (held !== undefined && held.loadedAt > time ? held : undefined)

  const reload = load(options).pipe(
    Effect.timeoutOrElse({
      duration: timeoutMs,
      orElse: () => Effect.fail(unavailable(options.issuer, `no answer within ${timeoutMs} ms`))
    }),
    Effect.tap((loaded) =>
      Effect.sync(() => {
        held = loaded
      })
    ),
    Effect.tapError((error) =>
      Effect.map(Clock.currentTimeMillis, (at) => {
        failed = { error, at }
      })
    )
  )

  return Effect.fnUntraced(function* (maximumAgeMs: number) {
    const oldest = (yield* Clock.currentTimeMillis) - maximumAgeMs
    const fresh = heldSince(oldest)
    if (fresh !== undefined) return fresh
    return yield* Semaphore.withPermit(
      lock,
      Effect.gen(function* () {
        const loaded = heldSince(oldest)
        if (loaded !== undefined) return loaded
        const now = yield* Clock.currentTimeMillis
        if (failed !== undefined && now - failed.at < pauseMs) return yield* failed.error
        return yield* reload
      })
    )
  })
})
