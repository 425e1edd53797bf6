import { effect } from "@preact/signals-core"
import { isDialogOpen, nothing, programBar } from "../state/Additions.ts"
import { hasFeature } from "../state/Features.ts"
import { openSnippetId } from "../state/OpenSnippet.ts"
import { placed } from "../state/Program.ts"
import { saveInLibrary } from "../state/Requests.ts"
import { startAutosave } from "./Autosave.ts"
import { kept } from "./Kept.ts"
import { ProgramBar, saveOnRequest } from "./ProgramBar.tsx"
import { isSaveKey } from "./SaveKey.ts"
import { forgetState } from "./Saving.ts"
import { openShortLink } from "./ShortLink.ts"
import { startUnsaved } from "./Unsaved.ts"

let isStarted = false

const onKey = (event: KeyboardEvent) => {
  // The editor may have keys of its own that begin like this.
  if (!isSaveKey(event) || event.defaultPrevented || !hasFeature("library")) return
  // The browser would save the page.
  event.preventDefault()
  if (!event.repeat && !isDialogOpen()) void saveOnRequest()
}

/** Starts what a server with a library has more. */
export const startLibrary = (): void => {
  if (isStarted) return
  isStarted = true
  effect(() => {
    void placed.value
    forgetState()
  })
  startUnsaved()
  startAutosave()
  void openShortLink()
  addEventListener("keydown", onKey)
  effect(() => {
    const { title } = kept.value
    document.title = title === "" ? "Glissade" : `${title} – Glissade`
  })
  effect(() => {
    openSnippetId.value = hasFeature("library") ? kept.value.saved?.id : undefined
  })
  effect(() => {
    programBar.value = hasFeature("library") ? () => <ProgramBar /> : nothing
    saveInLibrary.value = hasFeature("library") ? () => void saveOnRequest() : undefined
  })
}
