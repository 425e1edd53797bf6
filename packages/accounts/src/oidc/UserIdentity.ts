import type { User } from "@glissade/core/CurrentUser"
import type { Identity } from "@glissade/core/Users"
import { UserId } from "@glissade/protocol/Ids"
import { createHash } from "node:crypto"

const withoutSlash = (url: string): string => url.replace(/\/+$/, "")

/**
 * The id of a user: a UUID of version 8 (RFC 9562) made from the SHA-256 of issuer and subject, so that it needs no database, and the same
 * person has the same id in every process. Whether the issuer is written with a slash at the end makes no difference.
 */
export const userIdOf = (issuer: string, subject: string): UserId => {
  // JSON, so that no two pairs are the same text.
  const bytes = createHash("sha256")
    .update(JSON.stringify([withoutSlash(issuer), subject]))
    .digest()
    .subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString("hex")
  return UserId.make(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"))
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined)

/** The longest name or address that is kept, in characters. */
const maximumShown = 200

/** A text that is only shown: without control characters, which PostgreSQL may refuse, and not too long. */
const shownOf = (value: unknown): string | undefined =>
  textOf(
    textOf(value)
      ?.replaceAll(/\p{Cc}/gu, "")
      .slice(0, maximumShown)
      .toWellFormed()
  )

/** Who the user is, as their token says; `undefined` for an anonymous user, and for the holder of an API key. */
export const identityOf = ({ claims, id }: User): Identity | undefined => {
  const issuer = textOf(claims["iss"])
  const subject = textOf(claims["sub"])
  if (id === undefined || issuer === undefined || subject === undefined) return undefined
  const name = shownOf(claims["name"]) ?? shownOf(claims["preferred_username"]) ?? shownOf(claims["username"])
  return { id, issuer, subject, name, email: shownOf(claims["email"]) }
}
