/** The token of an `Authorization: Bearer` header; `undefined` without one. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer +(\S+)\s*$/i.exec(authorization ?? "")?.[1]
