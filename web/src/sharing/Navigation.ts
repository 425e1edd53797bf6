import { forgetStored, readStored } from "../state/Stored.ts"

/** Whether the person comes back from signing in. Their tab has what they had typed. */
const isBack = readStored("tab", "returned") !== null
forgetStored("tab", "returned")

/** Whether the page was reloaded or reached by back or forward, or after signing in, and not opened by its address. */
export const isReload = (): boolean =>
  isBack ||
  performance
    .getEntriesByType("navigation")
    .some((navigation) => (navigation as PerformanceNavigationTiming).type !== "navigate")
