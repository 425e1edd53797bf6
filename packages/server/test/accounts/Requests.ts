import { assert } from "@effect/vitest"
import { TestIssuer } from "@glissade/test-kit/AccountServer"
import * as Effect from "effect/Effect"
import type { Answer } from "../Ask.ts"
import { asked, problemType } from "../Ask.ts"

/** Who asks: a person by their name, a key or a token as it is, or nobody. */
export type Asker = string | { readonly token: string } | undefined

const issuer = Effect.flatMap(Effect.serviceOption(TestIssuer), Effect.fromOption).pipe(Effect.orDie)

const tokenFor = (who: Asker): Effect.Effect<string | undefined> =>
  typeof who === "string" ? Effect.flatMap(issuer, ({ tokenOf }) => tokenOf(who)) : Effect.succeed(who?.token)

/** The server's answer to somebody. */
export const send = (
  who: Asker,
  method: string,
  path: string,
  body?: object | string,
  headers: Readonly<Record<string, string>> = {}
) =>
  Effect.flatMap(tokenFor(who), (token) =>
    asked({
      method,
      path,
      headers: {
        ...(body !== undefined && {
          "content-type": "application/json",
          // Node says the length of a DELETE's body only if it is told.
          "content-length": String(Buffer.byteLength(typeof body === "string" ? body : JSON.stringify(body)))
        }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) })
    })
  )

/** The JSON of an answer. */
export const bodyOf = ({ text }: Answer) => JSON.parse(text) as Record<string, unknown>

/** Status and problem of an answer. */
export const refusalOf = (answer: Answer): readonly [number, string] => [answer.status, problemType(answer)]

/** Saves a program; its id and its slug. */
export const saved = (who: Asker, body: object = {}) =>
  Effect.map(send(who, "POST", "/snippets", { code: "print(1)", ...body }), (answer) => {
    assert.strictEqual(answer.status, 201, answer.text)
    const { id, slug } = bodyOf(answer)
    return { id: String(id), slug: String(slug) }
  })

/** Makes a key with the scopes. */
export const keyOf = (who: string, scopes: ReadonlyArray<string>) =>
  Effect.map(send(who, "POST", "/me/keys", { name: "of a test", scopes }), (answer) => {
    assert.strictEqual(answer.status, 201, answer.text)
    const { id, key } = bodyOf(answer)
    return { id: String(id), token: String(key) }
  })

/** Runs a program. */
export const runs = (who: Asker, code = "print(1)", headers: Readonly<Record<string, string>> = {}) =>
  send(who, "POST", "/execute", { code }, headers)
