const openLink = async (followed: boolean) => {
  if (!location.hash.startsWith("#program=")) return
  const { openLink } = await import("./later/Share.ts")
  await openLink(followed)
}

/** Keeps the page for times without a network; a development server's files have no names that could be kept. */
const keepPage = () => {
  if (import.meta.env.PROD) navigator.serviceWorker?.register("/sw.js").catch(() => {})
}

/** What nobody needs in order to type and run comes when the page stands. Where some of it cannot come, the page works without. */
export const later = (): void => {
  import("./later/Languages.ts").then(
    ({ loadLanguages }) => loadLanguages(),
    () => {}
  )
  void openLink(false)
  if (document.readyState === "complete") keepPage()
  else addEventListener("load", keepPage, { once: true })
  addEventListener("hashchange", () => void openLink(true))
}
