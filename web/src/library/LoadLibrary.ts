import { effect } from "@preact/signals-core"
import { askServer } from "../languages/LoadLanguages.ts"
import { areFeaturesKnown, hasFeature, serverHas } from "../state/Features.ts"
import { requestSave } from "../state/Requests.ts"
import { isSaveKey } from "./SaveKey.ts"

/**
 * Starts the library where the server has one. Until that is known and the library is there, the key that saves is held, since the browser
 * would save the page; whoever has pressed it meanwhile is answered then.
 */
export const loadLibrary = (): void => {
  let isAsked = false
  const onKey = (event: KeyboardEvent) => {
    // The editor may have keys of its own that begin like this.
    if (!isSaveKey(event) || event.defaultPrevented) return
    event.preventDefault()
    isAsked = true
  }
  const letGo = () => {
    removeEventListener("keydown", onKey)
    if (isAsked) requestSave()
    isAsked = false
  }
  addEventListener("keydown", onKey)
  effect(() => {
    if (!serverHas("library")) return
    const loaded = import("./Start.tsx").then(
      ({ startLibrary }) => startLibrary(),
      () => {}
    )
    void loaded.then(letGo)
  })
  // Where nothing is known of the server, the style sheet keeps the place of the library's line, so that no program moves when it comes.
  const takePlace = () =>
    effect(() => {
      document.body.classList.toggle("without-library", !hasFeature("library"))
    })
  if (areFeaturesKnown) takePlace()
  void askServer().then(() => {
    if (!serverHas("library")) letGo()
    if (!areFeaturesKnown) takePlace()
  })
}
