import * as Context from "effect/Context"
import * as Latch from "effect/Latch"

/** Opens when the server listens and has said so. What nobody needs before then waits for it. By default nothing waits. */
export const Listening = Context.Reference<Latch.Latch>("@glissade/server/Listening", {
  defaultValue: () => Latch.makeUnsafe(true)
})
