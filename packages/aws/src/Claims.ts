import type { User } from "@glissade/core/CurrentUser"
import { anonymous } from "@glissade/core/CurrentUser"
import { UserId } from "@glissade/protocol/Ids"
import * as Schema from "effect/Schema"
import { anonymousPrincipal } from "./Principal.ts"

/** What an API Gateway authorizer reports about the user, with its field names. */
export type Claims = Readonly<Record<string, unknown>>

const isUserId = Schema.is(UserId)

/**
 * The user whom the claims name: by `sub` (RFC 7519), or by the principal of the authorizer's policy if it passes no such claim on. The
 * user is anonymous without an authorizer, and where it let in a caller without a token: an HTTP API then reports no claims, and a WebSocket
 * API only the anonymous principal.
 */
export const userOf = (claims: Claims | null | undefined): User => {
  if (claims === null || claims === undefined) return anonymous
  const { principalId, sub } = claims
  const id = sub ?? (principalId === anonymousPrincipal ? undefined : principalId)
  return { id: isUserId(id) ? id : undefined, claims }
}
