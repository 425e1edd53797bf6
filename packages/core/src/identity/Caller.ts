import * as Context from "effect/Context"

/** Whom a request counts for where something is shared: all requests with the same key have one share together. */
export interface Caller {
  /** The caller's address (IPv6: its /64), or a user's id if users are known. */
  readonly key: string
  /** Whether the caller's share is bounded. Callers on the server's own machine are not: one may be a proxy in front of everybody. */
  readonly isLimited: boolean
}

/** The caller on a host that cannot distinguish callers. */
export const unknownCaller: Caller = { key: "", isLimited: false }

/** The caller of the current request. */
export const CurrentCaller = Context.Reference<Caller>("@glissade/core/CurrentCaller", {
  defaultValue: () => unknownCaller
})

/**
 * For whom an interpreter is requested. Interpreters are given to callers in turn, and to the connections of one caller in turn, so that a
 * caller who submits continuously over many connections delays others by only one run at a time.
 */
export interface FairnessKey {
  readonly caller: string
  readonly connection: string
}

/** For whom the current program runs. */
export const CurrentFairnessKey = Context.Reference<FairnessKey>("@glissade/core/CurrentFairnessKey", {
  defaultValue: () => ({ caller: "", connection: "" })
})
