import type { RunnerPlace } from "../native/RunnerFolder.ts"
import type { HelperChannel } from "./HelperChannel.ts"

/** Root started the server, and it is root no more. What needs root is done by a helper, where anything does. */
export interface LeftRoot {
  readonly type: "left"
  readonly uid: number
  readonly helper: HelperChannel | undefined
  readonly native:
    | { readonly type: "runner"; readonly place: RunnerPlace }
    | { readonly type: "off"; readonly reason: string | undefined }
}

/** How a server got its user. */
export type HowStarted =
  /** It runs as whoever started it, as they wanted. */
  | { readonly type: "as-started" }
  /** Root started it, and it is still root. */
  | { readonly type: "root"; readonly reason: string }
  | LeftRoot

/** Set once, before anything else of the server is loaded. */
const found: { current: HowStarted } = { current: { type: "as-started" } }

/** How this server got its user. */
export const howStarted = (): HowStarted => found.current

/** Notes it. */
export const noteHowStarted = (how: HowStarted): void => {
  found.current = how
}
