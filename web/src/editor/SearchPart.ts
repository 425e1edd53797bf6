import { Compartment } from "@codemirror/state"
import type { EditorView } from "@codemirror/view"
import { notLoaded } from "../state/Notice.ts"

/** Where find and replace are put into the editor, once they are loaded. */
export const searchPart = new Compartment()

/** Opens find and replace, which are loaded with their first use: the browser's own search sees only the lines that are drawn. */
export const openSearch = (view: EditorView): boolean => {
  import("./Search.ts").then(({ openPanel, searching }) => {
    view.dispatch({ effects: searchPart.reconfigure(searching) })
    openPanel(view)
  }, notLoaded)
  return true
}
