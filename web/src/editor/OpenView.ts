import type { EditorView } from "@codemirror/view"

let shown: EditorView | undefined

/** The full editor's view, for what is loaded later; `undefined` while the plain field stands in for it. */
export const openView = (): EditorView | undefined => shown

export const setOpenView = (view: EditorView | undefined): void => {
  shown = view
}
