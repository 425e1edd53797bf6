import * as Context from "effect/Context"

/** Features of this host that not every server has, for `/runtimes`: a client uses only those that it is told of. */
export const Features = Context.Reference<ReadonlyArray<string>>("@glissade/api/Features", { defaultValue: () => [] })
