import { startAfterRun } from "./controllers/AfterRun.ts"
import { loadLanguages } from "./languages/LoadLanguages.ts"
import { effect } from "@preact/signals-core"
import { startForgetting } from "./account/Forgetting.ts"
import { startInputLine } from "./input/InputLine.tsx"
import { loadLibrary } from "./library/LoadLibrary.ts"
import { startTools } from "./tools/Tools.tsx"
import { serverHas } from "./state/Features.ts"
// Loaded now, so that an example can be chosen without a network.
import "./state/Replacement.ts"

/** Caches the page for use without a network. A development server's file names cannot be cached. */
const keepPage = () => {
  if (import.meta.env.PROD) navigator.serviceWorker?.register("/sw.js").catch(() => {})
}

const startAccount = () => {
  const stop = effect(() => {
    if (!serverHas("account") && !serverHas("sign_in")) return
    import("./account/StartAccount.tsx").then(
      ({ startAccount }) => startAccount(),
      () => {}
    )
    queueMicrotask(() => stop())
  })
}

/** Starts what is not needed to type and run: what follows a run, the examples, the languages' versions, and the offline cache. */
export const loadAll = (): void => {
  loadLibrary()
  startTools()
  startAfterRun()
  startInputLine()
  loadLanguages()
  startAccount()
  startForgetting()
  if (document.readyState === "complete") keepPage()
  else addEventListener("load", keepPage, { once: true })
}
