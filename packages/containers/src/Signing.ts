import type { KeyObject } from "node:crypto"
import { sign, verify } from "node:crypto"
import type { SignedRequest } from "./RunnerProtocol.ts"

/** Signs a request's JSON with the server's private Ed25519 key. */
export const signRequest = (body: string, privateKey: KeyObject): SignedRequest => ({
  body,
  signature: sign(null, Buffer.from(body), privateKey).toString("base64")
})

/** Whether a request was signed by the holder of the private key. */
export const isSignedBy = ({ body, signature }: SignedRequest, publicKey: KeyObject): boolean =>
  verify(null, Buffer.from(body), publicKey, Buffer.from(signature, "base64"))
