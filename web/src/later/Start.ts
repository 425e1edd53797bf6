import { loadLanguages } from "./Languages.ts"
// Loaded with the rest, so that an example can be chosen without a network.
import "./Replacement.ts"

/** Keeps the page for times without a network; a development server's files have no names that could be kept. */
const keepPage = () => {
  if (import.meta.env.PROD) navigator.serviceWorker?.register("/sw.js").catch(() => {})
}

/** What nobody needs in order to type and run: the examples, the versions of the languages, and the page for times without a network. */
export const start = (): void => {
  loadLanguages()
  if (document.readyState === "complete") keepPage()
  else addEventListener("load", keepPage, { once: true })
}
