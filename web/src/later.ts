const openLink = async (followed: boolean) => {
  if (!location.hash.startsWith("#program=")) return
  const { openLink } = await import("./later/Share.ts")
  await openLink(followed)
}

/** What nobody needs in order to type and run comes when the page stands. Where some of it cannot come, the page works without. */
export const later = (): void => {
  import("./later/Start.ts").then(
    ({ start }) => start(),
    () => {}
  )
  void openLink(false)
  addEventListener("hashchange", () => void openLink(true))
}
