import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search"
import type { Extension } from "@codemirror/state"
import type { EditorView } from "@codemirror/view"
import { keymap } from "@codemirror/view"
import { adopt } from "../styles/Adopt.ts"
import style from "../styles/search.css?inline"

adopt(style)

/** Find and replace, with its keys. */
export const searching: Extension = [search({ top: true }), highlightSelectionMatches(), keymap.of(searchKeymap)]

export const openPanel = (view: EditorView): void => {
  openSearchPanel(view)
}
