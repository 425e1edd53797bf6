/** Durations of a run in milliseconds, and counts. */

export const connection = 2_500
/** How long to wait for `attached`, the answer to `attach`. */
export const attach = 2_000
/** How long to wait for a server that went away during the run. */
export const comeback = 20_000
export const started = 15_000
export const resultGrace = 5_000
export const gap = 2_000
export const earlyMessages = 64
/** Tries of a submit before the run goes over HTTP. */
export const submits = 3
/** Tries of the synchronous call. */
export const calls = 4
export const attempts = 3
/** The first pause between tries. Each is three times the one before: 6.5 s between four calls, in which a server starts again. */
export const retry = 500
/** The maximum of a server's `Retry-After` that is respected. */
export const retryCap = 10_000
