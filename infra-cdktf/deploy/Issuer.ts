import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { exportJWK, generateKeyPair, SignJWT } from "jose"

/** The audience of the tests' tokens. */
export const audience = "glissade"

interface Claims {
  /** `null` for none. */
  readonly audience?: string | null
  readonly expires?: string
  readonly client_id?: string
  readonly at_hash?: string
}

/** A token issuer on this machine, with discovery by OpenID Connect. */
export class Issuer {
  readonly url: string
  readonly #key: CryptoKey
  readonly #close: () => void

  private constructor(url: string, key: CryptoKey, close: () => void) {
    this.url = url
    this.#key = key
    this.#close = close
  }

  static async start(): Promise<Issuer> {
    const { privateKey, publicKey } = await generateKeyPair("RS256")
    const keys = [{ ...(await exportJWK(publicKey)), kid: "1", alg: "RS256", use: "sig" }]
    const server = createServer((request, response) => {
      const issuer = `http://${request.headers.host}`
      const documents: Readonly<Record<string, unknown>> = {
        "/.well-known/openid-configuration": { issuer, jwks_uri: `${issuer}/keys` },
        "/keys": { keys }
      }
      const found = documents[request.url ?? ""]
      if (found === undefined) return response.writeHead(404).end()
      return response.setHeader("content-type", "application/json").end(JSON.stringify(found))
    })
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    const { port } = server.address() as AddressInfo
    return new Issuer(`http://127.0.0.1:${port}`, privateKey, () => server.close())
  }

  stop(): void {
    this.#close()
  }

  /** A token for a user, with further claims. */
  sign(
    subject: string,
    { audience: given = audience, expires = "10 minutes", ...claims }: Claims = {}
  ): Promise<string> {
    const token = new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: "1" })
      .setSubject(subject)
      .setIssuer(this.url)
      .setIssuedAt()
      .setExpirationTime(expires)
    return (given === null ? token : token.setAudience(given)).sign(this.#key)
  }
}
