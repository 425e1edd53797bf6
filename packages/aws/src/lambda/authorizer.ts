import { Authorizer, layer } from "../Authorizer.ts"
import { start } from "../Start.ts"

const runtime = await start(layer)

/** Allows a connection with a token of the issuer for the audience. */
export const { authorize: handler } = await runtime.runPromise(Authorizer)
