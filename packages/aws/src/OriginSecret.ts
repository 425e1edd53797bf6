import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { createHash, timingSafeEqual } from "node:crypto"
import { InvalidSetting } from "./AwsConfig.ts"
import type { HttpEvent, HttpEventResponse } from "./HttpEvent.ts"

/** The header in which the distribution in front of an HTTP API sends its secret. */
export const originSecretHeader = "glissade-origin-secret"

/**
 * `ORIGIN_SECRET_SHA256`: the SHA-256, in hexadecimal digits, of the secret that requests must have; undefined if none is demanded. A
 * function that runs programs would otherwise hold the secret itself.
 */
export const originSecretHash = Effect.gen(function* () {
  const name = "ORIGIN_SECRET_SHA256"
  const value = yield* Config.withDefault(Config.String(name), "")
  if (value === "") return undefined
  if (!/^[0-9a-f]{64}$/.test(value)) {
    return yield* new InvalidSetting({ name, message: `${name} must be 64 hexadecimal digits` })
  }
  return Buffer.from(value, "hex")
})

/** The hash of the secret that requests must have. A wrong setting fails the function's start, as all others do. */
export class OriginSecret extends Context.Service<OriginSecret, { readonly hash: Buffer | undefined }>()(
  "@glissade/aws/OriginSecret"
) {}

export const layer = Layer.effect(
  OriginSecret,
  Effect.map(originSecretHash, (hash) => ({ hash }))
)

/** Whether an event came through the distribution. */
export const hasOriginSecret = ({ headers }: HttpEvent, hash: Buffer): boolean =>
  timingSafeEqual(
    createHash("sha256")
      .update(headers[originSecretHeader] ?? "")
      .digest(),
    hash
  )

/** The answer to a request that came another way. */
export const notThroughDistribution: HttpEventResponse = {
  statusCode: 403,
  headers: { "content-type": "application/problem+json" },
  cookies: [],
  body: JSON.stringify({
    type: "about:blank",
    title: "Forbidden",
    status: 403,
    detail: "This address answers the distribution alone: use the address of the page."
  }),
  isBase64Encoded: false
}
