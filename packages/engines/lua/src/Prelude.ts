import earlier from "./guest/earlier.lua"
import source from "./guest/prelude.lua"

/** Name of the prelude's chunk, in case it appears in a trace. */
export const preludeName = "=[lua]"

/**
 * Runs before a program, given two random integers. Returns the handler of uncaught errors, whose result is in the format of `lua`: the
 * length of the message, the message, and the trace.
 */
export const prelude = `${earlier}${source}`
