import * as Context from "effect/Context"

/** How long the answer to a call may take in all, in milliseconds, where something before this program gives up after a time. */
export const LongestCall = Context.Reference<number>("@glissade/core/LongestCall", { defaultValue: () => Infinity })
