import * as Context from "effect/Context"

/** Whether this host accepts new work. A host that shuts down does not, and finishes what it has. */
export const Readiness = Context.Reference<{ readonly isDraining: () => boolean }>("@glissade/core/Readiness", {
  defaultValue: () => ({ isDraining: () => false })
})
