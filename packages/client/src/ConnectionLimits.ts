/** Durations of a connection in milliseconds, and counts. */

export const open = 4_000
export const greeting = 3_000
export const pong = 5_000
export const heartbeatBusy = 25_000
export const heartbeatIdle = 240_000
/** The backoff starts anew after this time. */
export const uptime = 5_000
export const backoffBase = 500
export const backoffCap = 20_000
export const backoffCapHttp = 60_000
export const restarting = 5_000
export const hidden = 30_000
export const dormantAfter = 1_800_000
export const rotateAfter = 6_600_000
export const rotateJitter = 300_000
export const rotateForced = 7_080_000
/** The minimum between two wake-ups. */
export const wakeGap = 1_000
/** A run pings a socket that was silent for longer, and waits this long for the answer. */
export const staleForRun = 30_000
export const pongForRun = 1_000
/** Failed attempts in a row after which runs go over HTTP. */
export const failuresToHttp = 3
