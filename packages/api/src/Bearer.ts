/** The token of an `Authorization: Bearer` header; nothing where there is none. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer +(\S+)\s*$/i.exec(authorization ?? "")?.[1]
