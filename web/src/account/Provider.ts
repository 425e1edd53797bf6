import type { SignIn } from "@glissade/protocol/Account"
import type { AuthorizationServer, TokenEndpointResponse } from "oauth4webapi"
import * as oauth from "oauth4webapi"

/** What the server says of signing in. */
export type SignInSettings = typeof SignIn.Encoded

/** What is known of the provider, as far as a session needs it again. */
export interface Provider {
  readonly server: AuthorizationServer
  readonly clientId: string
}

/** Where the provider sends people back to. It is registered there, so it is one file, whatever serves the page. */
export const returnAddress = (): string => `${location.origin}/signed-in.html`

/** Longest wait for an answer of the provider, in milliseconds. */
const patience = 10_000

/** Servers take an issuer without https at their own machine alone. */
const optionsFor = (issuer: string) => ({
  signal: AbortSignal.timeout(patience),
  [oauth.allowInsecureRequests]: issuer.startsWith("http:")
})

const clientOf = ({ clientId }: Provider) => ({ client_id: clientId })

/** A tab stores what a provider says of itself, so no more of it than is used. */
const names = [
  "issuer",
  "authorization_endpoint",
  "token_endpoint",
  "revocation_endpoint",
  "end_session_endpoint",
  "authorization_response_iss_parameter_supported",
  "id_token_signing_alg_values_supported"
] as const

const toKept = (server: AuthorizationServer): AuthorizationServer =>
  Object.fromEntries(names.map((name) => [name, server[name]])) as unknown as AuthorizationServer

/** Asks the provider where it is. Rejects where it does not answer, or as somebody else. */
export const discover = async ({ client_id: clientId, issuer }: SignInSettings): Promise<Provider> => {
  const url = new URL(issuer)
  const answer = await oauth.discoveryRequest(url, optionsFor(issuer))
  return { server: toKept(await oauth.processDiscoveryResponse(url, answer)), clientId }
}

/** Exchanges the code in the page's address for tokens. */
export const exchange = async (
  provider: Provider,
  { nonce, state, verifier }: { readonly state: string; readonly nonce: string; readonly verifier: string },
  address: URL
): Promise<TokenEndpointResponse> => {
  const { server } = provider
  const client = clientOf(provider)
  const parameters = oauth.validateAuthResponse(server, client, address, state)
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    returnAddress(),
    verifier,
    optionsFor(server.issuer)
  )
  return oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: nonce, requireIdToken: true })
}

/** Exchanges a refresh token for new tokens. */
export const refresh = async (provider: Provider, token: string): Promise<TokenEndpointResponse> => {
  const { server } = provider
  const client = clientOf(provider)
  const options = optionsFor(server.issuer)
  const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), token, options)
  return oauth.processRefreshTokenResponse(server, client, answer)
}

/** Revokes a refresh token, where the provider can. */
export const revoke = async (provider: Provider, token: string): Promise<void> => {
  const { server } = provider
  if (server.revocation_endpoint === undefined) return
  const options = optionsFor(server.issuer)
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, clientOf(provider), oauth.None(), token, options)
  )
}

/** Whether the provider has answered that the token is no longer good, rather than not answered. */
export const isTokenOver = (error: unknown): boolean =>
  error instanceof oauth.ResponseBodyError && error.status < 500 && error.status !== 429
