import { userIdOf } from "@glissade/accounts/UserIdentity"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { JWK } from "jose"
import { exportJWK, generateKeyPair } from "jose"
import { createHash, randomBytes } from "node:crypto"
import { once } from "node:events"
import type { RequestListener, Server } from "node:http"
import { createServer } from "node:http"
import { TestIssuer } from "./AccountServer.ts"

/** What of `oidc-provider` is used here; it brings no types. */
interface Provider {
  readonly callback: () => RequestListener
}

const load = async () => {
  const { default: Provider } = (await import("oidc-provider" as string)) as {
    readonly default: new (issuer: string, configuration: object) => Provider
  }
  return Provider
}

/** Whom the access tokens of {@link RealProvider} are for. */
export const realAudience = "https://glissade.example/api"

/** A page's client id at the provider: a public client, for the code flow with PKCE. */
export const pageClient = "glissade-page"

/** A program's client, which gets tokens of its own. */
const program = { client_id: "program", client_secret: "a secret of the test" }

const makeKey = async (kid: string): Promise<JWK> => {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true })
  return { ...(await exportJWK(privateKey)), kid, use: "sig", alg: "RS256" }
}

const configurationOf = (
  keys: ReadonlyArray<JWK>,
  redirects: ReadonlyArray<string>,
  origins: ReadonlyArray<string>
) => ({
  jwks: { keys },
  clients: [
    {
      client_id: pageClient,
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      redirect_uris: redirects,
      post_logout_redirect_uris: redirects
    },
    { ...program, grant_types: ["client_credentials"], response_types: [], redirect_uris: [] }
  ],
  clientBasedCORS: (_: unknown, origin: string) => origins.includes(origin),
  cookies: { keys: ["of the test"] },
  scopes: ["openid", "offline_access", "profile", "email"],
  claims: { openid: ["sub"], profile: ["name"], email: ["email"] },
  findAccount: (_: unknown, id: string) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `Name of ${id}`, email: `${id}@example.org` })
  }),
  extraTokenClaims: (_: unknown, { accountId }: { readonly accountId?: string }) =>
    accountId === undefined ? {} : { name: `Name of ${accountId}`, email: `${accountId}@example.org` },
  rotateRefreshToken: true,
  // Longer than the access token's: tests move a page's clock, and not the provider's.
  ttl: { IdToken: 86_400 },
  features: {
    clientCredentials: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => realAudience,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: "openid profile email offline_access",
        audience: realAudience,
        accessTokenTTL: 7_200,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "RS256" } }
      })
    }
  }
})

/** A browser's jar of cookies for one provider. */
class Jar {
  readonly #cookies = new Map<string, string>()

  async ask(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = Array.from(this.#cookies, ([name, value]) => `${name}=${value}`).join("; ")
    const response = await fetch(url, { ...init, redirect: "manual", headers: { ...init.headers, cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (value === "") this.#cookies.delete(name!)
      else this.#cookies.set(name!, value!)
    }
    return response
  }
}

const form = (fields: Record<string, string>): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams(fields).toString()
})

const tokenOf = async (response: Response): Promise<string> => {
  const body = (await response.json()) as { readonly access_token?: string }
  if (body.access_token === undefined) throw new Error(`no token: ${JSON.stringify(body)}`)
  return body.access_token
}

/** Signs in as a person does: the authorization code flow with PKCE, through the provider's own pages. */
const signIn = async (issuer: string, redirect: string, name: string): Promise<string> => {
  const jar = new Jar()
  const verifier = randomBytes(32).toString("base64url")
  const query = new URLSearchParams({
    client_id: pageClient,
    response_type: "code",
    scope: "openid profile email",
    redirect_uri: redirect,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256"
  })
  let url = `${issuer}/auth?${query.toString()}`
  const answers: ReadonlyArray<Record<string, string>> = [
    { prompt: "login", login: name, password: "x" },
    { prompt: "consent" }
  ]
  let asked = 0
  while (!url.startsWith(redirect)) {
    const page = await jar.ask(url)
    const location = page.headers.get("location")
    if (location !== null) url = new URL(location, issuer).href
    else {
      await page.body?.cancel()
      const answer = await jar.ask(url, form(answers[asked++]!))
      url = new URL(answer.headers.get("location")!, issuer).href
    }
  }
  const code = new URL(url).searchParams.get("code")!
  const exchange = { grant_type: "authorization_code", client_id: pageClient, code, redirect_uri: redirect }
  return tokenOf(await fetch(`${issuer}/token`, form({ ...exchange, code_verifier: verifier })))
}

export interface RealProviderOptions {
  /** Where the page comes back to, and the origins that may ask for tokens. */
  readonly redirects?: ReadonlyArray<string>
  readonly origins?: ReadonlyArray<string>
}

const start = async ({ origins = [], redirects = ["http://127.0.0.1:1/signed-in"] }: RealProviderOptions) => {
  const Provider = await load()
  let keys: ReadonlyArray<JWK> = [await makeKey("first")]
  let listener: RequestListener = () => {}
  const server: Server = createServer((request, response) => listener(request, response))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const port = typeof address === "object" ? address!.port : 0
  const issuer = `http://127.0.0.1:${port}`
  const serve = () => {
    listener = new Provider(issuer, configurationOf(keys, redirects, origins)).callback()
  }
  serve()
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    issuer,
    signIn: (name: string) => signIn(issuer, redirects[0]!, name),
    programToken: async () =>
      tokenOf(
        await fetch(`${issuer}/token`, form({ ...program, grant_type: "client_credentials", resource: realAudience }))
      ),
    /** Signs with a new key; the old one is still shown, or gone. */
    rotate: async (keepsOld: boolean) => {
      keys = [await makeKey(randomBytes(8).toString("hex")), ...(keepsOld ? keys : [])]
      serve()
    },
    stop,
    restart: async () => {
      server.listen(port, "127.0.0.1")
      await once(server, "listening")
    }
  }
}

/** `oidc-provider` on this machine: a certified provider, in tests alone. Anybody can sign in to it, with any password. */
export class RealProvider extends Context.Service<RealProvider, Awaited<ReturnType<typeof start>>>()(
  "@glissade/test-kit/RealProvider"
) {
  static readonly layer = (options: RealProviderOptions = {}) =>
    Layer.effect(
      RealProvider,
      Effect.acquireRelease(
        Effect.promise(() => start(options)),
        ({ stop }) => Effect.promise(stop)
      )
    )
}

/** The people of the provider, as an account server's issuer. Whoever has signed in keeps their token. */
export const layerRealIssuer = Layer.effect(
  TestIssuer,
  Effect.map(RealProvider, ({ issuer, signIn: sign }) => {
    const tokens = new Map<string, Promise<string>>()
    return {
      issuer,
      idOf: (name) => userIdOf(issuer, name),
      tokenOf: (name) =>
        Effect.promise(() => {
          const token = tokens.get(name) ?? sign(name)
          tokens.set(name, token)
          return token
        })
    }
  })
)
