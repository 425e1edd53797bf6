import { signal } from "@preact/signals-core"
import { focusEditor } from "../controllers/EditorController.ts"
import { close, Dialog, openDialog } from "../dialog/Dialog.tsx"
import { clearPanelNotice } from "../library/PanelNotice.tsx"
import { hasFeature } from "../state/Features.ts"
import { baseOf } from "../languages/NativeLanguage.ts"
import { findLanguage } from "../state/Languages.ts"
import type { Program } from "../state/Program.ts"
import { replaceOnRequest } from "../state/Replacement.ts"
import { beginBrowserRuns, browserRuns, compareLatest, comparison } from "./BrowserRuns.tsx"
import { beginServerRuns, serverRuns } from "./ServerRuns.tsx"

const open = ({ language, ...draft }: Program) => {
  // The server may have it natively no more.
  replaceOnRequest(findLanguage(language) === undefined ? baseOf(language) : language, draft)
  close()
  focusEditor()
}

type Source = "browser" | "server"

/** Where the runs are that are shown. */
const source = signal<Source>("browser")

const choose = (chosen: Source) => {
  source.value = chosen
  clearPanelNotice()
  if (chosen === "server") beginServerRuns()
}

const Choice = ({ of, words }: { readonly of: Source; readonly words: string }) => (
  <label class="choice">
    <input type="radio" name="source" checked={source.value === of} onChange={() => choose(of)} />
    {words}
  </label>
)

const Sources = () => (
  <fieldset class="sources">
    <legend class="visually-hidden">Which runs</legend>
    <Choice of="browser" words="This browser" />
    <Choice of="server" words="On this server" />
  </fieldset>
)

/** Past runs. Each can be opened again, and compared with the current program. */
const History = ({ onClose }: { readonly onClose: () => void }) => {
  const past = comparison(open)
  const { view, ...shown } = past ?? (source.value === "server" ? serverRuns(open) : browserRuns(open))
  return (
    <Dialog class="history" {...shown} onClose={onClose}>
      {past === undefined && hasFeature("history") ? <Sources /> : null}
      {view}
    </Dialog>
  )
}

/** Compares the program with the last run in this browser that was of another one; where there is none, lists the runs. */
export const openLatestComparison = (): void => {
  beginBrowserRuns()
  choose("browser")
  compareLatest()
  openDialog(History)
}

/** Lists the past runs. */
export const openHistory = (): void => {
  beginBrowserRuns()
  choose(hasFeature("history") ? source.peek() : "browser")
  openDialog(History)
}
