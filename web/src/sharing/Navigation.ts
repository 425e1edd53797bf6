/** Whether the page was reloaded or reached by back or forward, and not opened by its address. */
export const isReload = (): boolean =>
  performance
    .getEntriesByType("navigation")
    .some((navigation) => (navigation as PerformanceNavigationTiming).type !== "navigate")
