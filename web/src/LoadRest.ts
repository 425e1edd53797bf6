const openLink = async (followed: boolean) => {
  if (!location.hash.startsWith("#program=")) return
  const { openLink } = await import("./sharing/Share.ts")
  await openLink(followed)
}

/** Loads what is not needed to type and run, after the page is rendered. If some of it cannot be loaded, the page works without. */
export const loadRest = (): void => {
  import("./Rest.ts").then(
    ({ loadAll }) => loadAll(),
    () => {}
  )
  void openLink(false)
  addEventListener("hashchange", () => void openLink(true))
}
