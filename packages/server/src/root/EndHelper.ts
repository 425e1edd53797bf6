import * as Effect from "effect/Effect"
import { howStarted } from "./HowStarted.ts"

/** The runner may take 10 s for its containers. */
const farewellMs = 15_000

/** Ends the helper of this server, where it has one, with all that this runs. */
export const endHelper = Effect.suspend(() => {
  const how = howStarted()
  if (how.type !== "left" || how.helper === undefined) return Effect.void
  const { helper } = how
  helper.end()
  return Effect.asVoid(
    Effect.timeoutOption(
      Effect.promise(() => helper.closed),
      farewellMs
    )
  )
})
