import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { createServer } from "node:net"
import type { AccountServerOptions } from "./AccountServer.ts"
import { layerAccountServer } from "./AccountServer.ts"
import { layerRealIssuer, pageClient, realAudience, RealProvider } from "./OidcProvider.ts"

/** The provider has to know the page's address before the server listens there. */
const freePort = Effect.promise(async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
})

/** A server with accounts whose page signs people in at {@link RealProvider}, by real redirects. */
export const layerSignInServer = (pageFolder: string, { accounts, ...options }: AccountServerOptions = {}) =>
  Layer.unwrap(
    Effect.map(freePort, (port) => {
      const origin = `http://127.0.0.1:${port}`
      const provider = RealProvider.layer({ redirects: [`${origin}/signed-in.html`], origins: [origin] })
      return layerAccountServer({
        ...options,
        accounts: {
          clientId: pageClient,
          audience: realAudience,
          scope: "openid profile email offline_access",
          // Without it a provider that follows the specification to the letter gives no refresh token.
          parameters: { prompt: "consent" },
          ...accounts
        },
        server: { port, pageFolder, ...options.server },
        provider: Layer.provide(layerRealIssuer, provider)
      }).pipe(Layer.provideMerge(provider))
    })
  )
