import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { exportJWK, generateKeyPair, SignJWT } from "jose"

/** The audience of the tests' tokens. */
export const audience = "glissade"

/** A token issuer on this machine, with its keys at OpenID Connect's path. */
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
      if (request.url !== "/.well-known/jwks.json") return response.writeHead(404).end()
      return response.setHeader("content-type", "application/json").end(JSON.stringify({ keys }))
    })
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    const { port } = server.address() as AddressInfo
    return new Issuer(`http://127.0.0.1:${port}`, privateKey, () => server.close())
  }

  stop(): void {
    this.#close()
  }

  /** A token for a user. */
  sign(subject: string, expires = "10 minutes"): Promise<string> {
    return new SignJWT({})
      .setProtectedHeader({ alg: "RS256", kid: "1" })
      .setSubject(subject)
      .setIssuer(this.url)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(this.#key)
  }
}
