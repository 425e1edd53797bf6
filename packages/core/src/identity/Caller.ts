import * as Context from "effect/Context"

/** Whom a request counts for where something is shared: all requests under one key have one share together. */
export interface Caller {
  /** The caller's address (IPv6: its /64), or a user's id where there are users. */
  readonly key: string
  /** Whether the caller's share is bounded. Callers on the server's own machine are not: a proxy there may stand for everybody. */
  readonly isLimited: boolean
}

/** The caller where the host cannot tell callers apart. */
export const unknownCaller: Caller = { key: "", isLimited: false }

/** The caller of the request that is being handled. */
export const CurrentCaller = Context.Reference<Caller>("@glissade/core/CurrentCaller", {
  defaultValue: () => unknownCaller
})

/**
 * For whom an interpreter is asked. Interpreters are given to callers in turn, and to the connections of one caller in turn, so that
 * somebody who submits without end through many connections delays others by one run at a time.
 */
export interface FairnessKey {
  readonly caller: string
  readonly connection: string
}

/** For whom the program at hand runs. */
export const CurrentFairnessKey = Context.Reference<FairnessKey>("@glissade/core/CurrentFairnessKey", {
  defaultValue: () => ({ caller: "", connection: "" })
})
