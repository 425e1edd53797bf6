import { fetchRuntimes } from "@glissade/client/Runtimes"
import { apiUrl } from "../client.ts"
import { takeExamples } from "../state/Program.ts"
import { versions } from "../state/Versions.ts"
import { examples } from "./Examples.ts"

/** Keeps the page for times without a network; a development server's files have no names that could be kept. */
const keepPage = () => {
  if (import.meta.env.PROD) navigator.serviceWorker?.register("/sw.js").catch(() => {})
}

/** What nobody needs in order to type and run: the examples, the versions of the languages, and the page for times without a network. */
export const start = (): void => {
  takeExamples(examples)
  fetchRuntimes(apiUrl).then(
    ({ runtimes }) => {
      versions.value = Object.fromEntries(runtimes.map(({ language, version }) => [language, version]))
    },
    () => {}
  )
  if (document.readyState === "complete") keepPage()
  else addEventListener("load", keepPage, { once: true })
}
