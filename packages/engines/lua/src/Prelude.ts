import source from "./guest/prelude.lua"

/** Name of the prelude's chunk, should it ever be seen in a trace. */
export const preludeName = "=[lua]"

/**
 * Runs before a program, given two random integers. Answers the handler of uncaught errors, which says what `lua` itself says:
 * the length of the message, the message, and the trace.
 */
export const prelude = source
