import { loadLanguages } from "./languages/LoadLanguages.ts"
// Loaded now, so that an example can be chosen without a network.
import "./state/Replacement.ts"

/** Caches the page for use without a network. A development server's file names cannot be cached. */
const keepPage = () => {
  if (import.meta.env.PROD) navigator.serviceWorker?.register("/sw.js").catch(() => {})
}

/** Starts what is not needed to type and run: the examples, the languages' versions, and the offline cache. */
export const loadAll = (): void => {
  loadLanguages()
  if (document.readyState === "complete") keepPage()
  else addEventListener("load", keepPage, { once: true })
}
