import type { Extension } from "@codemirror/state"
import { Prec } from "@codemirror/state"
import { EditorView, ViewPlugin } from "@codemirror/view"

/** The command line and the block cursor that keys of other editors bring, in the page's colours. */
const theme = Prec.highest(
  EditorView.theme({
    "& .cm-vim-panel": {
      alignItems: "center",
      minHeight: "2rem",
      padding: "0 0.75rem",
      color: "var(--text)",
      backgroundColor: "var(--raised)",
      fontFamily: "var(--mono)",
      fontSize: "var(--small)"
    },
    "& .cm-vim-panel div > span": { alignItems: "center" },
    "& .cm-vim-panel input": {
      height: "1.75rem",
      fontFamily: "inherit",
      padding: "0",
      color: "var(--text)",
      backgroundColor: "transparent"
    },
    "&.cm-editor .cm-fat-cursor": { color: "var(--on-accent)", backgroundColor: "var(--accent)" },
    "&.cm-editor:not(.cm-focused) .cm-fat-cursor": {
      color: "transparent",
      backgroundColor: "transparent",
      outlineColor: "var(--accent)"
    },
    "& .cm-searchMatch": { backgroundColor: "var(--warn-soft)" }
  })
)

/** The command line has no name for those who hear it. */
const namedLine = ViewPlugin.define((view) => {
  const name = ({ target }: Event) => {
    const field = target as HTMLElement
    if (field.matches(".cm-vim-panel input")) field.setAttribute("aria-label", "Command of the editor")
  }
  view.dom.addEventListener("focusin", name)
  return { destroy: () => view.dom.removeEventListener("focusin", name) }
})

/** Esc, then Tab leaves the editor, although these keys take Esc for themselves. */
const leaving = EditorView.domEventObservers({
  keydown: ({ key }, view) => {
    if (key === "Escape") view.setTabFocusMode(2_000)
  }
})

/** What keys of other editors need in order to fit the page. */
export const keysTheme: Extension = [theme, namedLine, leaving]
