/**
 * The token of an `Authorization: Bearer` header; nothing where there is none. Where the header is a scheme of an endpoint, `HttpApiSecurity.bearer`
 * reads it; this is for where it stands in the place of another one, and for the upgrade of a WebSocket.
 */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer +(\S+)\s*$/i.exec(authorization ?? "")?.[1]
