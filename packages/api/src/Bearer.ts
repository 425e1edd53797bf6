/**
 * The token of an `Authorization: Bearer` header; `undefined` without one. `HttpApiSecurity.bearer` reads the header where it is an endpoint's
 * scheme. This is for jobs' keys in place of their own header, and for the upgrade of a WebSocket.
 */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer +(\S+)\s*$/i.exec(authorization ?? "")?.[1]
