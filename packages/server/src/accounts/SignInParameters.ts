import * as Schema from "effect/Schema"
import * as SchemaGetter from "effect/SchemaGetter"

/** Parameters of an authorization request that the page sets itself, or that would take its place. */
const own = new Set([
  "response_type",
  "response_mode",
  "client_id",
  "redirect_uri",
  "scope",
  "state",
  "nonce",
  "code_challenge",
  "code_challenge_method",
  "request",
  "request_uri"
])

const faultOf = (text: string): string | undefined => {
  const names = Array.from(new URLSearchParams(text).keys())
  if (names.length === 0 || names.includes("")) return "must be parameters such as prompt=consent&resource=…"
  if (new Set(names).size < names.length) return "has a parameter twice"
  const taken = names.find((name) => own.has(name))
  return taken === undefined ? undefined : `${taken} is set by the page`
}

/** What the provider is asked for besides, when the page signs somebody in: `prompt=consent&resource=https://api.example.org`. */
export const SignInParameters = Schema.String.check(Schema.makeFilter(faultOf)).pipe(
  Schema.decodeTo(Schema.Record(Schema.String, Schema.String), {
    decode: SchemaGetter.transform((text: string) => Object.fromEntries(new URLSearchParams(text))),
    encode: SchemaGetter.transform((fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString())
  })
)
